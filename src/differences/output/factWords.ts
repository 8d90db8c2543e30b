import type { FactKind } from '../fact.ts';

/** What each kind of fact says, in one line. */
export const FACT_WORDS: Readonly<Record<FactKind, string>> = {
  'partition of key': 'In which partition the records of a key are.',
  'order of key': 'In which order they lie there.',
  'log end': 'How many records a partition holds at the end.',
  'requests refused': 'What the service turned away at the door, and for which reason.',
  departures: 'Consumers that the group went on without, and how soon after they fell silent.',
  owners: 'Who owned which partitions, share-out after share-out.',
  generations: 'The last generation or group epoch.',
  'final assignment': 'Who owned what at the end.',
  'committed offset': 'What the group had committed at the end.',
  redelivered: 'Which records came again, from whom to whom, and why.',
  'commit errors': 'Which refusals a consumer saw at its commits.',
  coupon: 'What became of the requests for a coupon.',
  'dead letters': 'Records that were put aside.',
  anomaly: 'How often each anomaly of Jepsen was seen.',
  verdict: 'Whether each rule holds.',
  expectation: 'Whether each expectation of the scenario is met.',
};
