import type { OwnershipSpan } from '../collect/ownershipSpans.ts';
import type { RunMarks } from '../collect/runMarks.ts';

/** A partition was taken from a consumer, or the consumer learned that it had lost it. */
export interface Revocation {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly consumer: string;
  readonly atUs: number;
  /** The very same consumer got it next: it could have kept it. */
  readonly isNeedless: boolean;
}

/** Every revocation of a run, in order of time. */
export function revocations(
  spans: readonly OwnershipSpan[],
  marks: RunMarks,
): readonly Revocation[] {
  const taken = spans.filter(({ end }) => end === 'revoked' || end === 'lost');
  return taken
    .map((span): Revocation => {
      const { group, topic, partition, consumer, endUs: atUs } = span;
      const next = nextSpan(span, spans);
      const isNeedless =
        next !== null &&
        next.consumer === consumer &&
        !hasRestarted(consumer, atUs, next.startUs, marks);
      return { group, topic, partition, consumer, atUs, isNeedless };
    })
    .sort((a, b) => a.atUs - b.atUs);
}

function nextSpan(span: OwnershipSpan, spans: readonly OwnershipSpan[]): OwnershipSpan | null {
  let next: OwnershipSpan | null = null;
  for (const other of spans) {
    if (other === span || other.partition !== span.partition || other.topic !== span.topic)
      continue;
    if (other.group !== span.group || other.startUs < span.endUs) continue;
    if (next === null || other.startUs < next.startUs) next = other;
  }
  return next;
}

/** One that ended and came back had to give its partitions up. */
function hasRestarted(
  consumer: string,
  fromUs: number,
  untilUs: number,
  { moments }: RunMarks,
): boolean {
  return moments.some(
    ({ kind, process, atUs }) =>
      kind === 'start' && process === consumer && atUs >= fromUs && atUs <= untilUs,
  );
}
