import type {
  EventOf,
  HandlerOutcome,
  HistoryEvent,
  HistoryHeader,
  HistorySink,
} from '../../history/event.ts';
import { OffsetCounts } from './offsetCounts.ts';
import { ThinningList } from './thinningList.ts';

/** One record handed to one consumer once. */
export interface Delivery {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly consumer: string;
  /** When the poll returned the record. */
  readonly polledUs: number;
  /** When the first attempt to handle it began; -1: never. */
  readonly startedUs: number;
  /** The outcome of the last attempt; '' if none ended. */
  readonly outcome: HandlerOutcome | '';
  /** When the last attempt ended; -1: none did. */
  readonly endedUs: number;
  /** Attempts to handle it, in this delivery. */
  readonly attempts: number;
  readonly key: string | null;
  readonly requestId: string;
  /** 1: delivered to this group for the first time; from 2 on it is a redelivery. */
  readonly nth: number;
  /** When the record was delivered to the group before; -1: never. */
  readonly beforeUs: number;
  /** Its handling began when the record had been handed out again already: the work of a zombie. */
  readonly isLate: boolean;
}

/** What one group was handed of one partition. */
export interface PartitionDeliveries {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Deliveries in order of the polls: all redeliveries, and all others unless there are many. */
  readonly deliveries: readonly Delivery[];
  /** How many there were. */
  readonly total: number;
  /** How many of them were redeliveries. */
  readonly again: number;
}

/** More first deliveries of one partition, or more redeliveries, are thinned out. */
const MOST_KEPT = 2000;

type OpenDelivery = { -readonly [Field in keyof Delivery]: Delivery[Field] };

interface OpenPartition {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly first: ThinningList<OpenDelivery>;
  readonly again: ThinningList<OpenDelivery>;
  readonly counts: OffsetCounts;
  /** When a record was handed out last, by offset: of those that may come again. */
  readonly lastUs: Float64Array[];
  /** The latest delivery of each offset that a consumer has in hand. */
  readonly inHand: Map<string, Map<number, OpenDelivery>>;
}

/** Collects every delivery of a run. */
export class DeliveryCollector implements HistorySink {
  private readonly groupOf: ReadonlyMap<string, string>;
  private readonly partitions = new Map<string, OpenPartition>();

  constructor(header: HistoryHeader) {
    this.groupOf = groupByConsumer(header);
  }

  onEvent(event: HistoryEvent): void {
    if (event.type === 'Polled') {
      for (let offset = event.startOffset; offset < event.endOffset; offset++) {
        this.deliver(event, offset);
      }
    } else if (event.type === 'HandlerStarted') this.onStarted(event);
    else if (event.type === 'HandlerEnded') this.onEnded(event);
  }

  /** In order of group, topic and partition. */
  finish(): readonly PartitionDeliveries[] {
    const all = [...this.partitions.values()].sort(
      (a, b) => compare(a.group, b.group) || compare(a.topic, b.topic) || a.partition - b.partition,
    );
    return all.map(({ group, topic, partition, first, again }) => ({
      group,
      topic,
      partition,
      deliveries: [...first.items, ...again.items].sort((a, b) => a.polledUs - b.polledUs),
      total: first.total + again.total,
      again: again.total,
    }));
  }

  private deliver(at: EventOf<'Polled'> | EventOf<'HandlerStarted'>, offset: number): OpenDelivery {
    const { topic, partition, process: consumer, atUs: polledUs } = at;
    const open = this.openOf(at);
    const nth = open.counts.add(offset);
    const delivery: OpenDelivery = {
      group: open.group,
      topic,
      partition,
      offset,
      consumer,
      polledUs,
      startedUs: -1,
      outcome: '',
      endedUs: -1,
      attempts: 0,
      key: null,
      requestId: '',
      nth,
      beforeUs: -1,
      isLate: false,
    };
    const beforeUs = swapTime(open.lastUs, offset, polledUs);
    if (nth > 1) delivery.beforeUs = beforeUs;
    (nth > 1 ? open.again : open.first).push(delivery);
    let inHand = open.inHand.get(consumer);
    if (inHand === undefined) open.inHand.set(consumer, (inHand = new Map<number, OpenDelivery>()));
    inHand.set(offset, delivery);
    return delivery;
  }

  private onStarted(event: EventOf<'HandlerStarted'>): void {
    const open = this.openOf(event);
    const known = open.inHand.get(event.process)?.get(event.offset);
    const delivery = known ?? this.deliver(event, event.offset);
    if (delivery.startedUs < 0) {
      delivery.startedUs = event.atUs;
      delivery.isLate = open.counts.of(event.offset) > delivery.nth;
      if (!delivery.isLate) swapTime(open.lastUs, event.offset, event.atUs);
    }
    delivery.attempts++;
    delivery.key = event.key;
    delivery.requestId = event.requestId;
  }

  private onEnded(event: EventOf<'HandlerEnded'>): void {
    const inHand = this.openOf(event).inHand.get(event.process);
    const delivery = inHand?.get(event.offset);
    if (delivery === undefined) return;
    delivery.outcome = event.outcome;
    delivery.endedUs = event.atUs;
    if (event.outcome !== 'FAILED') inHand!.delete(event.offset);
  }

  private openOf(at: { process: string; topic: string; partition: number }): OpenPartition {
    const { topic, partition } = at;
    const group = this.groupOf.get(at.process) ?? '';
    const key = `${group}\n${topic}\n${partition}`;
    let open = this.partitions.get(key);
    if (open === undefined) {
      open = {
        group,
        topic,
        partition,
        first: new ThinningList(MOST_KEPT),
        again: new ThinningList(MOST_KEPT),
        counts: new OffsetCounts(),
        lastUs: [],
        inHand: new Map(),
      };
      this.partitions.set(key, open);
    }
    return open;
  }
}

/** The group of each consumer of the header. */
export function groupByConsumer(header: HistoryHeader): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const { group, consumers } of header.groups) {
    for (const consumer of consumers) groups.set(consumer, group);
  }
  return groups;
}

const PAGE = 1024;

/** Notes the time of an offset, and gives the one noted before. */
function swapTime(pages: Float64Array[], offset: number, atUs: number): number {
  const page = Math.floor(offset / PAGE);
  const times = (pages[page] ??= new Float64Array(PAGE));
  const before = times[offset % PAGE]!;
  times[offset % PAGE] = atUs;
  return before;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
