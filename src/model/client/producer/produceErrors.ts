import type { ErrorCode } from '../../protocol/errorCode.ts';

/** Errors whose exceptions are `InvalidMetadataException`s: the client wants new metadata. */
const INVALID_METADATA: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
  'FENCED_LEADER_EPOCH',
  'NETWORK_EXCEPTION',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_TOPIC_ID',
]);

/** Other errors whose exceptions are `RetriableException`s. */
const RETRIABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CORRUPT_MESSAGE',
  'REQUEST_TIMED_OUT',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'CONCURRENT_TRANSACTIONS',
  'UNKNOWN_LEADER_EPOCH',
  'OFFSET_NOT_AVAILABLE',
  'UNSTABLE_OFFSET_COMMIT',
]);

/** Errors after which an idempotent producer can do nothing any more. */
const FATAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CLUSTER_AUTHORIZATION_FAILED',
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_ID_MAPPING',
]);

/** Errors that a leader gives before it appends: with them this attempt wrote nothing. */
const REFUSED_BEFORE_APPEND: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CORRUPT_MESSAGE',
  'MESSAGE_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_REQUIRED_ACKS',
  'NOT_ENOUGH_REPLICAS',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'UNKNOWN_PRODUCER_ID',
]);

export function isInvalidMetadata(code: ErrorCode): boolean {
  return INVALID_METADATA.has(code);
}

export function isRetriable(code: ErrorCode): boolean {
  return INVALID_METADATA.has(code) || RETRIABLE.has(code);
}

export function isFatalToProducer(code: ErrorCode): boolean {
  return FATAL.has(code);
}

export function isRefusedBeforeAppend(code: ErrorCode): boolean {
  return REFUSED_BEFORE_APPEND.has(code);
}
