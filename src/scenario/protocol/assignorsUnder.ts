import { parseConsumerConfig } from '../../model/client/consumer/consumerConfig.ts';
import type { AssignorName } from '../../model/client/consumer/consumerConfig.ts';

const COOPERATIVE = 'cooperative-sticky';

/**
 * `partition.assignment.strategy` of a member that is to be eager (static ones are too) or
 * cooperative; null: nothing is to be said, and the member has Kafka's default, which is eager
 * since range is. `written`: what the scenario says, or the server side assignor that it names.
 *
 * An eager list stays as it is, unless some member of the group knows the cooperative assignor
 * only: then all have sticky in its place, so that they still share what they shared. There is one
 * cooperative assignor, so all lists become that.
 */
export function assignorsUnder(
  protocol: 'eager' | 'cooperative' | 'static',
  written: string | null,
  isSomeCooperative: boolean,
): string | null {
  if (protocol === 'cooperative') return COOPERATIVE;
  if (written === null && !isSomeCooperative) return null;
  if (written?.trim() === 'uniform') return 'sticky';
  if (!isSomeCooperative) return written;
  return [
    ...new Set(
      namesOf(written ?? undefined).map((name) => (name === COOPERATIVE ? 'sticky' : name)),
    ),
  ].join(',');
}

/**
 * `group.remote.assignor` that divides as the first of the classic list does; null: the brokers'
 * default, uniform, which is sticky.
 */
export function remoteAssignorFor(written: string | undefined): string | null {
  if (written === undefined) return null;
  return namesOf(written)[0] === 'range' ? 'range' : null;
}

/** True if members with this list are cooperative: no assignor of it is eager only. */
export function isCooperative(written: string | undefined): boolean {
  return written !== undefined && namesOf(written).every((name) => name === COOPERATIVE);
}

/** undefined: Kafka's default. */
function namesOf(written: string | undefined): readonly AssignorName[] {
  const config = written === undefined ? {} : { 'partition.assignment.strategy': written };
  return parseConsumerConfig(config).partitionAssignmentStrategy;
}
