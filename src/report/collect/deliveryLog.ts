import type { HandlerOutcome, HistoryEvent, HistoryHeader } from '../../history/event.ts';

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
  /** Attempts to handle it, in this delivery. */
  readonly attempts: number;
  readonly key: string | null;
  readonly requestId: string;
  /** 1: delivered to this group for the first time; from 2 on it is a redelivery. */
  readonly nth: number;
}

type OpenDelivery = { -readonly [Field in keyof Delivery]: Delivery[Field] };

/** Every delivery of a run, in order of the polls. */
export function deliveryLog(
  header: HistoryHeader,
  events: Iterable<HistoryEvent>,
): readonly Delivery[] {
  const groupOf = groupByConsumer(header);
  const deliveries: OpenDelivery[] = [];
  const latest = new Map<string, OpenDelivery>();
  const counts = new Map<string, number>();
  const deliver = (
    at: { process: string; topic: string; partition: number; atUs: number },
    offset: number,
  ): OpenDelivery => {
    const { topic, partition, process: consumer } = at;
    const group = groupOf.get(consumer) ?? '';
    const record = recordKey(group, topic, partition, offset);
    const nth = (counts.get(record) ?? 0) + 1;
    counts.set(record, nth);
    const delivery: OpenDelivery = {
      group,
      topic,
      partition,
      offset,
      consumer,
      polledUs: at.atUs,
      startedUs: -1,
      outcome: '',
      attempts: 0,
      key: null,
      requestId: '',
      nth,
    };
    deliveries.push(delivery);
    latest.set(recordKey(consumer, topic, partition, offset), delivery);
    return delivery;
  };
  for (const event of events) {
    if (event.type === 'Polled') {
      for (let offset = event.startOffset; offset < event.endOffset; offset++)
        deliver(event, offset);
    } else if (event.type === 'HandlerStarted') {
      const key = recordKey(event.process, event.topic, event.partition, event.offset);
      const delivery = latest.get(key) ?? deliver(event, event.offset);
      if (delivery.startedUs < 0) delivery.startedUs = event.atUs;
      delivery.attempts++;
      delivery.key = event.key;
      delivery.requestId = event.requestId;
    } else if (event.type === 'HandlerEnded') {
      const key = recordKey(event.process, event.topic, event.partition, event.offset);
      const delivery = latest.get(key);
      if (delivery !== undefined) delivery.outcome = event.outcome;
    }
  }
  return deliveries;
}

/** The group of each consumer of the header. */
export function groupByConsumer(header: HistoryHeader): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const { group, consumers } of header.groups) {
    for (const consumer of consumers) groups.set(consumer, group);
  }
  return groups;
}

function recordKey(owner: string, topic: string, partition: number, offset: number): string {
  return `${owner}\n${topic}\n${partition}\n${offset}`;
}
