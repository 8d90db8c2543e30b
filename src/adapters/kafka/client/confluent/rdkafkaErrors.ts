import { PublishError } from '../../../../issuer/ports.ts';
import { exceptionClassName } from '../../../../model/client/producer/exceptionClassName.ts';
import { isRefusedBeforeAppend } from '../../../../model/client/producer/produceErrors.ts';
import type { ErrorCode } from '../../../../model/protocol/errorCode.ts';
import { commitRefusal, type CommitRefusal } from '../commitRefusal.ts';
import type { RdkafkaError } from './rdkafkaModule.ts';

/** Numbers of Kafka's protocol that a client of a group or a producer gets to see. */
const CODE_NAMES: Readonly<Record<number, string>> = {
  1: 'OFFSET_OUT_OF_RANGE',
  2: 'CORRUPT_MESSAGE',
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_OR_FOLLOWER',
  7: 'REQUEST_TIMED_OUT',
  10: 'MESSAGE_TOO_LARGE',
  12: 'OFFSET_METADATA_TOO_LARGE',
  13: 'NETWORK_EXCEPTION',
  14: 'COORDINATOR_LOAD_IN_PROGRESS',
  15: 'COORDINATOR_NOT_AVAILABLE',
  16: 'NOT_COORDINATOR',
  17: 'INVALID_TOPIC_EXCEPTION',
  19: 'NOT_ENOUGH_REPLICAS',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  21: 'INVALID_REQUIRED_ACKS',
  22: 'ILLEGAL_GENERATION',
  24: 'INVALID_GROUP_ID',
  25: 'UNKNOWN_MEMBER_ID',
  26: 'INVALID_SESSION_TIMEOUT',
  27: 'REBALANCE_IN_PROGRESS',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  30: 'GROUP_AUTHORIZATION_FAILED',
  31: 'CLUSTER_AUTHORIZATION_FAILED',
  45: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
  46: 'DUPLICATE_SEQUENCE_NUMBER',
  47: 'INVALID_PRODUCER_EPOCH',
  56: 'KAFKA_STORAGE_ERROR',
  59: 'UNKNOWN_PRODUCER_ID',
  79: 'MEMBER_ID_REQUIRED',
  82: 'FENCED_INSTANCE_ID',
  87: 'INVALID_RECORD',
  110: 'FENCED_MEMBER_EPOCH',
  111: 'UNRELEASED_INSTANCE_ID',
  112: 'UNSUPPORTED_ASSIGNOR',
  113: 'STALE_MEMBER_EPOCH',
};

/** librdkafka's own codes. */
export const RDKAFKA = {
  assignPartitions: -175,
  revokePartitions: -174,
  messageTimedOut: -192,
  transport: -195,
  fatal: -150,
} as const;

/** Codes after which nothing works any more. */
const DEADLY: ReadonlySet<number> = new Set([RDKAFKA.fatal, 17, 26, 29, 30, 82, 111, 112]);

/** True if the consumer can go on no more. */
export function isDeadly({ code, isFatal = false }: RdkafkaError): boolean {
  return isFatal || DEADLY.has(code);
}

/**
 * Why a commit was refused. Under a cooperative assignor librdkafka gets ILLEGAL_GENERATION in the
 * midst of a rebalance from whose end on it still owns its partitions: unless they are lost, that
 * is a rebalance in progress.
 */
export function rdkafkaRefusal(error: RdkafkaError, isOwnerStill: boolean): CommitRefusal {
  const errorCode = CODE_NAMES[error.code];
  if (errorCode === undefined)
    return { error: 'TimeoutException', errorCode: null, retriable: error.code < 0 };
  if (errorCode === 'ILLEGAL_GENERATION' && isOwnerStill)
    return { ...commitRefusal('REBALANCE_IN_PROGRESS'), errorCode };
  return commitRefusal(errorCode);
}

/** Why a record was not published. */
export function rdkafkaPublishError(
  error: RdkafkaError,
  mayHaveTriedBefore: boolean,
): PublishError {
  const code = CODE_NAMES[error.code] as ErrorCode | undefined;
  if (code === undefined) {
    const name = error.code === RDKAFKA.transport ? 'NetworkException' : 'TimeoutException';
    return new PublishError(name, false);
  }
  const isDefinite = isRefusedBeforeAppend(code) && !mayHaveTriedBefore;
  return new PublishError(exceptionClassName(code), isDefinite);
}
