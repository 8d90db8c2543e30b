import type { EventOf, EventPartition, HistoryEvent, HistorySink } from '../../history/event.ts';

/** Why a consumer stopped owning a partition. */
export type SpanEnd = 'revoked' | 'lost' | 'crashed' | 'stopped' | 'run ended';

/** A time in which a consumer took itself for the owner of a partition. */
export interface OwnershipSpan {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly consumer: string;
  /** Generation in which it got the partition; -1 if the client does not tell. */
  readonly generation: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly end: SpanEnd;
  /**
   * From when another consumer had got the partition: until `endUs` this one is a zombie.
   * null: never.
   */
  readonly supersededUs: number | null;
}

interface OpenSpan {
  readonly group: string;
  readonly generation: number;
  readonly at: EventPartition;
  readonly consumer: string;
  readonly startUs: number;
}

type ClosedSpan = { -readonly [Field in keyof OwnershipSpan]: OwnershipSpan[Field] };

/** Collects who owned which partition when, by what the consumers themselves knew. */
export class OwnershipCollector implements HistorySink {
  private readonly open = new Map<string, OpenSpan>();
  private readonly spans: ClosedSpan[] = [];
  private lastUs = 0;

  onEvent(event: HistoryEvent): void {
    this.lastUs = event.atUs;
    if (event.type === 'Assigned') {
      for (const at of event.partitions) this.begin(event, at);
    } else if (event.type === 'Revoked' || event.type === 'Lost') {
      const end = event.type === 'Revoked' ? 'revoked' : 'lost';
      for (const at of event.partitions) {
        this.close(spanKey(event.process, event.group, at), event.atUs, end);
      }
    } else if (event.type === 'Crashed') this.closeAllOf(event.process, event.atUs, 'crashed');
    else if (event.type === 'Stopped') this.closeAllOf(event.process, event.atUs, 'stopped');
  }

  /** In order of start. */
  finish(): readonly OwnershipSpan[] {
    for (const key of [...this.open.keys()]) this.close(key, this.lastUs, 'run ended');
    this.spans.sort((a, b) => a.startUs - b.startUs);
    markZombies(this.spans);
    return this.spans;
  }

  private begin(event: EventOf<'Assigned'>, at: EventPartition): void {
    const { group, generation, process: consumer, atUs: startUs } = event;
    const key = spanKey(consumer, group, at);
    if (!this.open.has(key)) this.open.set(key, { group, generation, at, consumer, startUs });
  }

  private close(key: string, endUs: number, end: SpanEnd): void {
    const span = this.open.get(key);
    if (span === undefined) return;
    this.open.delete(key);
    const { group, generation, consumer, startUs } = span;
    const { topic, partition } = span.at;
    const place = { group, topic, partition, consumer, generation };
    this.spans.push({ ...place, startUs, endUs, end, supersededUs: null });
  }

  private closeAllOf(process: string, endUs: number, end: SpanEnd): void {
    for (const [key, span] of this.open) if (span.consumer === process) this.close(key, endUs, end);
  }
}

function spanKey(consumer: string, group: string, at: EventPartition): string {
  return `${consumer}\n${group}\n${at.topic}\n${at.partition}`;
}

/** Spans are in order of start. */
function markZombies(spans: readonly ClosedSpan[]): void {
  const earlier = new Map<string, ClosedSpan[]>();
  for (const span of spans) {
    const key = spanKey('', span.group, span);
    const before = earlier.get(key) ?? [];
    for (const other of before) {
      if (other.consumer === span.consumer || other.endUs <= span.startUs) continue;
      other.supersededUs ??= span.startUs;
    }
    before.push(span);
    earlier.set(key, before);
  }
}
