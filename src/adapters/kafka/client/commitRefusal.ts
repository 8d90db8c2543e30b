import { exceptionOf } from '../../../model/client/consumer/consumerError.ts';
import type { ErrorCode } from '../../../model/protocol/errorCode.ts';
import { CommitError } from '../../../issuer/ports.ts';

/** Why a commit was refused. */
export interface CommitRefusal {
  /** The class of the exception that Kafka's own client throws. */
  readonly error: string;
  /** The code in the response; null: none came, or the client does not tell. */
  readonly errorCode: string | null;
  /** The same commit may work later. */
  readonly retriable: boolean;
}

/** The member is not in the group any more, or not as it believes. */
const NOT_A_MEMBER: ReadonlySet<string> = new Set([
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'STALE_MEMBER_EPOCH',
  'FENCED_MEMBER_EPOCH',
]);

/**
 * What Kafka's own client makes of an error code in an OffsetCommit response: so every client's
 * refusals read alike.
 */
export function commitRefusal(errorCode: string): CommitRefusal {
  if (NOT_A_MEMBER.has(errorCode))
    return { error: 'CommitFailedException', errorCode, retriable: false };
  const { name, retriable } = exceptionOf(errorCode as ErrorCode);
  return { error: name, errorCode, retriable };
}

/** The refusal as the service gets it. */
export function newCommitError({ error, retriable }: CommitRefusal): CommitError {
  return new CommitError(error, retriable);
}
