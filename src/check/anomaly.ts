import type { Finding } from './verdict.ts';

/**
 * Names of jepsen.tests.kafka, with its meaning: `lost-write` an acknowledged record that was never
 * polled although a later one was; `unseen` one that was never polled, nor any later one;
 * `duplicate` one request in two records; `inconsistent-offsets` two requests at one offset;
 * `poll-skip` a consumer went over records that it had not polled; `nonmonotonic-poll` a consumer
 * went back.
 */
export type AnomalyName =
  | 'lost-write'
  | 'unseen'
  | 'duplicate'
  | 'inconsistent-offsets'
  | 'poll-skip'
  | 'nonmonotonic-poll';

/** What was seen of one anomaly. Not every anomaly breaks a rule: some are what Kafka promises. */
export interface Anomaly {
  readonly name: AnomalyName;
  readonly count: number;
  /** The first cases; each sentence says the reason, if there is a known one. */
  readonly findings: readonly Finding[];
}
