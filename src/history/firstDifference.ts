import type { HistoryEvent } from './event.ts';
import { encodeEvent } from './historyLines.ts';

/** Where two histories part. */
export interface HistoryDifference {
  /** Number of the first event that differs, from 0. */
  readonly index: number;
  /** The event on each side; null: that history has ended. */
  readonly left: HistoryEvent | null;
  readonly right: HistoryEvent | null;
  /** Fields that differ, if both are of one type; else empty. */
  readonly fields: readonly string[];
  /** The last events that both have in common, oldest first. */
  readonly before: readonly HistoryEvent[];
}

/** How many common events are shown before the difference. */
const CONTEXT_EVENTS = 5;

/**
 * The first event in which two histories differ; null if they are equal. Two runs of one seed must
 * have none.
 */
export function firstDifference(
  left: Iterable<HistoryEvent>,
  right: Iterable<HistoryEvent>,
): HistoryDifference | null {
  const lefts = left[Symbol.iterator]();
  const rights = right[Symbol.iterator]();
  const before: HistoryEvent[] = [];
  for (let index = 0; ; index++) {
    const leftEvent = nextOf(lefts);
    const rightEvent = nextOf(rights);
    if (leftEvent === null && rightEvent === null) return null;
    if (
      leftEvent === null ||
      rightEvent === null ||
      encodeEvent(leftEvent) !== encodeEvent(rightEvent)
    ) {
      const fields = differingFields(leftEvent, rightEvent);
      return { index, left: leftEvent, right: rightEvent, fields, before };
    }
    before.push(leftEvent);
    if (before.length > CONTEXT_EVENTS) before.shift();
  }
}

/** The difference in a few lines of plain text, for reports and failing tests. */
export function describeDifference(difference: HistoryDifference): string {
  const { index, left, right, fields, before } = difference;
  const what = fields.length > 0 ? ` in ${fields.join(', ')}` : '';
  const lines = [`The histories differ from event ${index + 1} on${what}.`];
  for (const event of before) lines.push(`  both   ${encodeEvent(event)}`);
  lines.push(`  first  ${left === null ? '(has ended)' : encodeEvent(left)}`);
  lines.push(`  second ${right === null ? '(has ended)' : encodeEvent(right)}`);
  return lines.join('\n');
}

function nextOf(events: Iterator<HistoryEvent>): HistoryEvent | null {
  const next = events.next();
  return next.done === true ? null : next.value;
}

function differingFields(left: HistoryEvent | null, right: HistoryEvent | null): string[] {
  if (left === null || right === null || left.type !== right.type) return [];
  const rights = right as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(left)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(rights[name]))
    .map(([name]) => name);
}
