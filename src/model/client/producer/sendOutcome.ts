/** Where a record was written. */
export interface RecordMetadata {
  readonly topic: string;
  readonly partition: number;
  /** -1: acknowledged without an offset (acks=0, or a duplicate that the leader no longer knew). */
  readonly offset: number;
}

/** Why a record was not acknowledged. */
export interface SendFailure {
  /** Simple name of Kafka's exception class, such as `TimeoutException`. */
  readonly error: string;
  readonly message: string;
  /** The record is certainly in no log; otherwise it may be there. */
  readonly definite: boolean;
}

/** What a send came to: told apart by `'error' in outcome`. */
export type SendOutcome = RecordMetadata | SendFailure;

/** Called exactly once for each record sent, unless the process dies (Kafka's `Callback`). */
export type SendCallback = (outcome: SendOutcome) => void;
