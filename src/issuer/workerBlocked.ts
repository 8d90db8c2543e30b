import type { RecordPosition } from './ports.ts';

/**
 * The worker has met a record that it can neither handle nor put aside, and has ended: going on
 * would skip the record for good, and to skip is a decision for a person.
 */
export class WorkerBlocked extends Error {
  override name = 'WorkerBlocked';
  readonly position: RecordPosition;

  constructor(position: RecordPosition, reason: string, remedy: string) {
    const { topic, partition, offset } = position;
    super(`stopped at ${topic}-${partition}@${offset}: ${reason}; ${remedy}`);
    this.position = { topic, partition, offset };
  }
}
