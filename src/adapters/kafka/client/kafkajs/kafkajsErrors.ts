import { exceptionClassName } from '../../../../model/client/producer/exceptionClassName.ts';
import { isRefusedBeforeAppend } from '../../../../model/client/producer/produceErrors.ts';
import type { ErrorCode } from '../../../../model/protocol/errorCode.ts';
import { PublishError } from '../../../../issuer/ports.ts';
import { commitRefusal, type CommitRefusal } from '../commitRefusal.ts';

/** kafkajs has names of Kafka 1 for some codes. */
const TODAYS_NAMES: Readonly<Record<string, string>> = {
  UNKNOWN: 'UNKNOWN_SERVER_ERROR',
  NOT_LEADER_FOR_PARTITION: 'NOT_LEADER_OR_FOLLOWER',
  GROUP_LOAD_IN_PROGRESS: 'COORDINATOR_LOAD_IN_PROGRESS',
  GROUP_COORDINATOR_NOT_AVAILABLE: 'COORDINATOR_NOT_AVAILABLE',
  NOT_COORDINATOR_FOR_GROUP: 'NOT_COORDINATOR',
};

const REJOINS: ReadonlySet<string> = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'NOT_COORDINATOR',
  'UNKNOWN_MEMBER_ID',
]);

/** The error code in an error of kafkajs, or in what caused it; null: it is of another kind. */
export function errorCodeOf(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const type = 'type' in at && typeof at.type === 'string' ? at.type : null;
    if (type !== null) return TODAYS_NAMES[type] ?? type;
  }
  return null;
}

/** kafkajs joins the group again when its runner gets this error. */
export function makesRejoin(error: unknown): boolean {
  const code = errorCodeOf(error);
  return code !== null && REJOINS.has(code);
}

/** The member was thrown out: its partitions are lost. */
export function meansLost(error: unknown): boolean {
  const code = errorCodeOf(error);
  return code === 'UNKNOWN_MEMBER_ID' || code === 'ILLEGAL_GENERATION';
}

/** Why kafkajs did not commit. */
export function refusalOf(error: unknown): CommitRefusal {
  const code = errorCodeOf(error);
  if (code !== null) return commitRefusal(code);
  const isTimeout = error instanceof Error && error.name === 'KafkaJSRequestTimeoutError';
  const name = isTimeout ? 'TimeoutException' : 'DisconnectException';
  return { error: name, errorCode: null, retriable: true };
}

/** Why kafkajs did not publish. Some attempt may have been written, unless the last one tells. */
export function publishErrorOf(error: unknown, mayHaveTriedBefore: boolean): PublishError {
  const code = errorCodeOf(error);
  if (code === null) return new PublishError(networkExceptionOf(error), false);
  const isDefinite = isRefusedBeforeAppend(code as ErrorCode) && !mayHaveTriedBefore;
  return new PublishError(exceptionClassName(code as ErrorCode), isDefinite);
}

function networkExceptionOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at.name === 'KafkaJSRequestTimeoutError') return 'TimeoutException';
  return 'NetworkException';
}
