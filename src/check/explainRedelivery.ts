import { formatMoment } from './formatMoment.ts';
import type { RedeliveryCause } from './redelivery.ts';
import type { Delivery, GroupReading } from './track/groupReading.ts';
import type { Ownership } from './track/ownership.ts';

/** Why a record came again. */
export interface Explanation {
  readonly cause: RedeliveryCause;
  /** Why there is no legal cause; '' if there is one. */
  readonly problem: string;
  /** When the cause happened; -1: not known. */
  readonly endedAtUs: number;
  readonly detail: string;
}

/**
 * Explains why `ownership` got the record at `offset`, which `previous` had been given. Where the
 * owner started has been judged already (`ownership.problem`). `isRemovalKnown`: the history has
 * the coordinator's own events, so a removal that it does not tell did not happen.
 */
export function explainRedelivery(
  reading: GroupReading,
  ownership: Ownership,
  previous: Delivery,
  offset: number,
  isRemovalKnown: boolean,
): Explanation {
  const before = previous.ownership;
  if (ownership.problem !== '') return unexplained(ownership.problem);
  if (ownership.truncatedAtUs >= 0) return explained('log truncated', ownership.truncatedAtUs, '');
  if (before.trespass !== '')
    return unexplained(`${before.process.name} had polled it before, although ${before.trespass}`);
  if (ownership.number < before.number) return explainZombie(ownership, before, isRemovalKnown);
  if (reading.wentBackAtUs >= previous.atUs && reading.wentBackFrom > offset)
    return explainCommit(reading);
  return explainFormerOwner(ownership, before, isRemovalKnown);
}

/** An owner that is one no more reads what another one has got. */
function explainZombie(
  ownership: Ownership,
  other: Ownership,
  isRemovalKnown: boolean,
): Explanation {
  if (isRemovalKnown && !ownership.isReplaced) return twoOwners(other, ownership);
  return explained('zombie', other.assignedAtUs, removalDetail(ownership));
}

function explainCommit(reading: GroupReading): Explanation {
  const { wentBackFrom, wentBackAtUs, wentBackBy } = reading;
  const detail = `${wentBackBy} committed an offset below ${wentBackFrom}`;
  return explained('commit went back', wentBackAtUs, detail);
}

/** The newer owner reads what the older one had got. */
function explainFormerOwner(
  ownership: Ownership,
  before: Ownership,
  isRemovalKnown: boolean,
): Explanation {
  const { endedAtUs } = before;
  switch (before.end) {
    case 'crashed':
      return explained('crash', endedAtUs, '');
    case 'stopped':
      return explained('stop', endedAtUs, refusalDetail(before));
    case 'revoked':
      return explained('revocation', endedAtUs, refusalDetail(before));
    case 'assigned anew':
      return explained('assigned anew', endedAtUs, refusalDetail(before));
    case 'lost': {
      const removedAtUs = before.removal === null ? endedAtUs : before.removal.atUs;
      return explained('eviction', removedAtUs, removalDetail(before));
    }
    case 'open':
      // It may have been told of its assignment when that was history already.
      if (isRemovalKnown && !before.isReplaced)
        return explainZombie(ownership, before, isRemovalKnown);
      return explained(
        'eviction',
        before.removal === null ? -1 : before.removal.atUs,
        removalDetail(before),
      );
  }
}

function twoOwners(one: Ownership, other: Ownership): Explanation {
  const names = `${one.process.name} and ${other.process.name}`;
  return unexplained(`${names} held the partition at once, and the group had removed neither`);
}

function removalDetail(ownership: Ownership): string {
  const { removal, process } = ownership;
  const reason = removal === null ? '' : removal.reason;
  const { pausedAtUs } = process;
  const untilUs = removal === null ? Infinity : removal.atUs;
  const isPaused = pausedAtUs >= ownership.assignedAtUs && pausedAtUs <= untilUs;
  const paused = isPaused ? `paused at ${formatMoment(pausedAtUs)}` : '';
  return [reason, paused, refusalDetail(ownership)].filter((part) => part !== '').join(', ');
}

function refusalDetail(ownership: Ownership): string {
  const { refusedOffset, refusedError } = ownership;
  return refusedError === '' ? '' : `its commit of ${refusedOffset} was refused: ${refusedError}`;
}

function explained(cause: RedeliveryCause, endedAtUs: number, detail: string): Explanation {
  return { cause, problem: '', endedAtUs, detail };
}

function unexplained(problem: string): Explanation {
  return { cause: 'unexplained', problem, endedAtUs: -1, detail: '' };
}
