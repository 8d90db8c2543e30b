/** What a refusal means, however the client calls it. */
export type CommitErrorClass = 'fenced' | 'rebalance' | 'transient' | 'other';

const CLASSES: Readonly<Record<string, CommitErrorClass>> = {
  // The sender is no member of the present generation.
  UNKNOWN_MEMBER_ID: 'fenced',
  ILLEGAL_GENERATION: 'fenced',
  FENCED_MEMBER_EPOCH: 'fenced',
  STALE_MEMBER_EPOCH: 'fenced',
  FENCED_INSTANCE_ID: 'fenced',
  CommitFailedException: 'fenced',
  FencedInstanceIdException: 'fenced',
  StaleMemberEpochException: 'fenced',
  UnknownMemberIdException: 'fenced',
  IllegalGenerationException: 'fenced',
  // It is a member, and has to join again first.
  REBALANCE_IN_PROGRESS: 'rebalance',
  RebalanceInProgressException: 'rebalance',
  // The coordinator could not be reached, or not in time.
  NOT_COORDINATOR: 'transient',
  COORDINATOR_NOT_AVAILABLE: 'transient',
  COORDINATOR_LOAD_IN_PROGRESS: 'transient',
  REQUEST_TIMED_OUT: 'transient',
  NETWORK_EXCEPTION: 'transient',
  TimeoutException: 'transient',
  DisconnectException: 'transient',
  NotCoordinatorException: 'transient',
  CoordinatorNotAvailableException: 'transient',
  CoordinatorLoadInProgressException: 'transient',
  RetriableCommitFailedException: 'transient',
};

/** What the fact of a consumer says that was refused nothing. */
export const NO_COMMIT_ERRORS = 'none';

/** Meaning of a refusal. `other`: no meaning is known. */
export function commitErrorClass(error: string): CommitErrorClass {
  return CLASSES[error] ?? 'other';
}

/**
 * The meanings of the refusals in a fact, as `commitErrorFacts` writes it, each once, in a fixed
 * order; null: there is no such fact.
 */
export function commitErrorClasses(value: string | null): readonly CommitErrorClass[] {
  const errors = value === null || value === NO_COMMIT_ERRORS ? [] : value.split(', ');
  const seen = new Set(errors.map(commitErrorClass));
  return (['fenced', 'rebalance', 'transient', 'other'] as const).filter((one) => seen.has(one));
}
