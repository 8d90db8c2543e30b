import type { EventPartition, HistoryEvent } from '../../history/event.ts';

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

/** Who owned which partition when, by what the consumers themselves knew; in order of start. */
export function ownershipSpans(events: Iterable<HistoryEvent>): readonly OwnershipSpan[] {
  const open = new Map<string, OpenSpan>();
  const spans: ClosedSpan[] = [];
  let lastUs = 0;
  const close = (key: string, endUs: number, end: SpanEnd): void => {
    const span = open.get(key);
    if (span === undefined) return;
    open.delete(key);
    const { group, generation, consumer, startUs } = span;
    const { topic, partition } = span.at;
    const supersededUs = null;
    spans.push({
      group,
      topic,
      partition,
      consumer,
      generation,
      startUs,
      endUs,
      end,
      supersededUs,
    });
  };
  const closeAllOf = (process: string, endUs: number, end: SpanEnd): void => {
    for (const [key, span] of open) if (span.consumer === process) close(key, endUs, end);
  };
  for (const event of events) {
    lastUs = event.atUs;
    if (event.type === 'Assigned') {
      for (const at of event.partitions) {
        const key = spanKey(event.process, event.group, at);
        if (open.has(key)) continue;
        const { group, generation, process: consumer, atUs: startUs } = event;
        open.set(key, { group, generation, at, consumer, startUs });
      }
    } else if (event.type === 'Revoked' || event.type === 'Lost') {
      const end = event.type === 'Revoked' ? 'revoked' : 'lost';
      for (const at of event.partitions) {
        close(spanKey(event.process, event.group, at), event.atUs, end);
      }
    } else if (event.type === 'Crashed' || event.type === 'Stopped') {
      closeAllOf(event.process, event.atUs, event.type === 'Crashed' ? 'crashed' : 'stopped');
    }
  }
  for (const key of [...open.keys()]) close(key, lastUs, 'run ended');
  spans.sort((a, b) => a.startUs - b.startUs);
  markZombies(spans);
  return spans;
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
