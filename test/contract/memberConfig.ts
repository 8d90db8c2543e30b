/** Kinds of groups that the contract is about. */
export type GroupKind = 'range' | 'cooperative-sticky' | 'consumer';

/** What every member of a test is configured with: short sessions, so that nobody waits long. */
export function memberConfig(kind: GroupKind): Readonly<Record<string, string>> {
  const reading = { 'auto.offset.reset': 'earliest', 'enable.auto.commit': 'false' };
  if (kind === 'consumer') return { ...reading, 'group.protocol': 'consumer' };
  return {
    ...reading,
    'partition.assignment.strategy': kind,
    'session.timeout.ms': '2000',
    'heartbeat.interval.ms': '200',
  };
}
