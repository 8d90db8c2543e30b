import { recordsByKey } from '../facts/keyOrderFacts.ts';
import type { LogRecord, RecordTable } from './recordTable.ts';

/** Two records that lie in the log against the order in which they were sent. */
export interface SendOrderProblem {
  readonly earlier: LogRecord;
  readonly later: LogRecord;
  /** One producer sent both. */
  readonly isOfOneProducer: boolean;
  /** The first of them was acknowledged before the other was sent: no client may do that. */
  readonly isAgainstTime: boolean;
  readonly sentence: string;
}

/**
 * The first two records of a key that lie in one partition against their order of sending: sent one
 * after the other, or by one producer. null: there are none.
 */
export function sendOrderProblem(records: RecordTable, subject: string): SendOrderProblem | null {
  const list = recordsByKey(records.records()).get(subject) ?? [];
  let mild: SendOrderProblem | null = null;
  for (let at = 1; at < list.length; at++) {
    const low = list[at - 1]!;
    const high = list[at]!;
    if (low.partition !== high.partition || low.sendRank < 0 || high.sendRank < 0) continue;
    const problem = problemOf(list, at);
    if (problem?.isAgainstTime === true) return problem;
    mild ??= problem;
  }
  return mild;
}

/** The record at `at` against those before it in the same partition. */
function problemOf(list: readonly LogRecord[], at: number): SendOrderProblem | null {
  const high = list[at]!;
  let mild: SendOrderProblem | null = null;
  for (let before = at - 1; before >= 0; before--) {
    const low = list[before]!;
    if (low.partition !== high.partition) break;
    if (low.sendRank < 0 || low.sendRank <= high.sendRank) continue;
    const isAgainstTime = high.ackedAtUs >= 0 && high.ackedAtUs < low.sentAtUs;
    const isOfOneProducer = high.producer === low.producer;
    if (!isAgainstTime && !isOfOneProducer) continue;
    const sentence =
      `${high.identity} was sent before ${low.identity} by ${high.producer} and lies behind it, ` +
      `at ${high.topic}-${high.partition}@${high.offset}`;
    const problem = { earlier: high, later: low, isOfOneProducer, isAgainstTime, sentence };
    if (isAgainstTime) return problem;
    mild ??= problem;
  }
  return mild;
}
