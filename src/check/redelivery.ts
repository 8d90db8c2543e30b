/**
 * Why a record was delivered again. All but the last are what Kafka may do: it promises to deliver
 * at least once.
 */
export type RedeliveryCause =
  /** The consumer before died with records that it had not committed. */
  | 'crash'
  /** The consumer before ended in an orderly way without committing everything. */
  | 'stop'
  /** A rebalance took the partition before the commit. */
  | 'revocation'
  /** The group removed the consumer before, which went on with what it had. */
  | 'eviction'
  /** The consumer itself had been removed and read on. */
  | 'zombie'
  /** A commit to a lower offset than the one before. */
  | 'commit went back'
  /** A change of leader cut the log. */
  | 'log truncated'
  /** The same consumer was assigned the partition anew and started at the committed offset. */
  | 'assigned anew'
  | 'unexplained';

/** One record of a redelivery. */
export interface RedeliveredRecord {
  readonly offset: number;
  /** The consumer that got it last before. */
  readonly previousProcess: string;
  readonly previousAtUs: number;
  /** It had been handled by then: the second time it can only be a duplicate. */
  readonly hadEffect: boolean;
}

/** Records that one consumer got again, one after the other, for one reason. */
export interface Redelivery {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly process: string;
  readonly atUs: number;
  readonly cause: RedeliveryCause;
  /** Why no cause explains it; '' if one does. */
  readonly problem: string;
  readonly previousProcess: string;
  readonly previousAtUs: number;
  /** When the consumer before died, was removed or gave the partition back; -1: it did not. */
  readonly endedAtUs: number;
  /** What is known besides: the reason of a removal, a refused commit, a pause. '' if nothing. */
  readonly detail: string;
  /** The committed offset at which the consumer started; -1: there was none. */
  readonly committedOffset: number;
  readonly generationBefore: number;
  readonly generationAfter: number;
  /** How many of the records had been handled. */
  readonly withEffectCount: number;
  /** The first records, by offset. */
  readonly records: readonly RedeliveredRecord[];
}
