import type { Assignor } from './assignor.ts';
import { CooperativeStickyAssignor } from './cooperativeStickyAssignor.ts';
import { RangeAssignor } from './rangeAssignor.ts';
import { RoundRobinAssignor } from './roundRobinAssignor.ts';
import { StickyAssignor } from './stickyAssignor.ts';

const CONSTRUCTORS: ReadonlyMap<string, () => Assignor> = new Map<string, () => Assignor>([
  ['range', () => new RangeAssignor()],
  ['roundrobin', () => new RoundRobinAssignor()],
  ['sticky', () => new StickyAssignor()],
  ['cooperative-sticky', () => new CooperativeStickyAssignor()],
]);

/** The names of the assignors that come with Kafka's consumer. */
export const ASSIGNOR_NAMES: readonly string[] = [...CONSTRUCTORS.keys()];

const PACKAGE = 'org.apache.kafka.clients.consumer';

const NAME_BY_CLASS: ReadonlyMap<string, string> = new Map([
  [`${PACKAGE}.RangeAssignor`, 'range'],
  [`${PACKAGE}.RoundRobinAssignor`, 'roundrobin'],
  [`${PACKAGE}.StickyAssignor`, 'sticky'],
  [`${PACKAGE}.CooperativeStickyAssignor`, 'cooperative-sticky'],
]);

/**
 * A new assignor for one consumer, by its protocol name or by the class name that
 * `partition.assignment.strategy` takes. Throws a `RangeError` for any other name.
 */
export function newAssignor(name: string): Assignor {
  const construct = CONSTRUCTORS.get(NAME_BY_CLASS.get(name) ?? name);
  if (construct === undefined) {
    throw new RangeError(`no assignor ${name}; there are ${ASSIGNOR_NAMES.join(', ')}`);
  }
  return construct();
}
