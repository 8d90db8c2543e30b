import type { ErrorCode } from '../../protocol/errorCode.ts';

/**
 * An exception of Kafka's consumer. `name` is the Java class without its package, for example
 * `CommitFailedException`.
 */
export class ConsumerError extends Error {
  override readonly name: string;
  /** An instance of Kafka's `RetriableException`: the client itself tries again where it can. */
  readonly isRetriableException: boolean;

  constructor(
    name: string,
    message: string,
    isRetriableException = false,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = name;
    this.isRetriableException = isRetriableException;
  }

  /**
   * The application may try the same call again: a `RetriableException`, or a rebalance that the
   * next poll brings to its end.
   */
  get retriable(): boolean {
    return this.isRetriableException || this.name === 'RebalanceInProgressException';
  }
}

/**
 * Exception class and whether it is a `RetriableException`, as in `Errors`. Others become
 * KafkaException.
 */
const EXCEPTION_BY_CODE: Readonly<Partial<Record<ErrorCode, readonly [string, boolean]>>> = {
  OFFSET_OUT_OF_RANGE: ['OffsetOutOfRangeException', false],
  UNKNOWN_TOPIC_OR_PARTITION: ['UnknownTopicOrPartitionException', true],
  LEADER_NOT_AVAILABLE: ['LeaderNotAvailableException', true],
  NOT_LEADER_OR_FOLLOWER: ['NotLeaderOrFollowerException', true],
  REQUEST_TIMED_OUT: ['TimeoutException', true],
  OFFSET_METADATA_TOO_LARGE: ['OffsetMetadataTooLarge', false],
  NETWORK_EXCEPTION: ['NetworkException', true],
  COORDINATOR_LOAD_IN_PROGRESS: ['CoordinatorLoadInProgressException', true],
  COORDINATOR_NOT_AVAILABLE: ['CoordinatorNotAvailableException', true],
  NOT_COORDINATOR: ['NotCoordinatorException', true],
  ILLEGAL_GENERATION: ['IllegalGenerationException', false],
  INCONSISTENT_GROUP_PROTOCOL: ['InconsistentGroupProtocolException', false],
  INVALID_GROUP_ID: ['InvalidGroupIdException', false],
  UNKNOWN_MEMBER_ID: ['UnknownMemberIdException', false],
  INVALID_SESSION_TIMEOUT: ['InvalidSessionTimeoutException', false],
  REBALANCE_IN_PROGRESS: ['RebalanceInProgressException', false],
  TOPIC_AUTHORIZATION_FAILED: ['TopicAuthorizationException', false],
  GROUP_AUTHORIZATION_FAILED: ['GroupAuthorizationException', false],
  MEMBER_ID_REQUIRED: ['MemberIdRequiredException', false],
  GROUP_MAX_SIZE_REACHED: ['GroupMaxSizeReachedException', false],
  FENCED_INSTANCE_ID: ['FencedInstanceIdException', false],
  FENCED_MEMBER_EPOCH: ['FencedMemberEpochException', false],
  STALE_MEMBER_EPOCH: ['StaleMemberEpochException', false],
  UNRELEASED_INSTANCE_ID: ['UnreleasedInstanceIdException', false],
  UNSUPPORTED_ASSIGNOR: ['UnsupportedAssignorException', false],
  INVALID_REQUEST: ['InvalidRequestException', false],
  GROUP_ID_NOT_FOUND: ['GroupIdNotFoundException', false],
  UNKNOWN_TOPIC_ID: ['UnknownTopicIdException', true],
  UNSTABLE_OFFSET_COMMIT: ['UnstableOffsetCommitException', true],
};

/** One exception a code, as in `Errors`: a new one costs a stack trace that nobody looks at. */
const KEPT_EXCEPTIONS = new Map<ErrorCode, ConsumerError>();

/** The exception that `Errors` keeps for an error code, or one with a message of its own. */
export function exceptionOf(code: ErrorCode, message?: string): ConsumerError {
  if (message !== undefined) return newException(code, message);
  let kept = KEPT_EXCEPTIONS.get(code);
  if (kept === undefined) {
    kept = newException(code, code);
    KEPT_EXCEPTIONS.set(code, kept);
  }
  return kept;
}

function newException(code: ErrorCode, message: string): ConsumerError {
  const [name, isRetriable] = EXCEPTION_BY_CODE[code] ?? ['KafkaException', false];
  return new ConsumerError(name, message, isRetriable);
}

/** `ConcurrentModificationException`: a second call while a blocking one has not returned. */
export function concurrentCall(running: string, called: string): ConsumerError {
  const message = `${called} called before ${running} returned: a consumer serves one thread`;
  return new ConsumerError('ConcurrentModificationException', message);
}

/** The connection broke before the answer came (`DisconnectException`). */
export function disconnected(): ConsumerError {
  return new ConsumerError(
    'DisconnectException',
    'the connection was lost before the answer came',
    true,
  );
}

/** `TimeoutException` of the client itself. */
export function timedOut(what: string): ConsumerError {
  return new ConsumerError('TimeoutException', what, true);
}

/** `IllegalStateException`: a call that makes no sense now. */
export function illegalState(message: string): ConsumerError {
  return new ConsumerError('IllegalStateException', message);
}
