import type { ServerAssignor } from './serverAssignor.ts';
import { ServerRangeAssignor } from './serverRangeAssignor.ts';
import { UniformAssignor } from './uniformAssignor.ts';

/** The default of `group.consumer.assignors`, in order of preference. */
export const SERVER_ASSIGNOR_NAMES = ['uniform', 'range'] as const;

/** A server-side assignor by name. They keep no state. Throws a `RangeError` for any other name. */
export function newServerAssignor(name: string): ServerAssignor {
  switch (name) {
    case 'uniform':
      return new UniformAssignor();
    case 'range':
      return new ServerRangeAssignor();
    default:
      throw new RangeError(
        `no server assignor ${name}; there are ${SERVER_ASSIGNOR_NAMES.join(', ')}`,
      );
  }
}
