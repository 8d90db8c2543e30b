import type { CouponTrack } from './couponTrack.ts';
import type { PartitionTrack } from './partitionTrack.ts';

/**
 * What the history has told about one request so far. Times of things that did not happen are -1.
 */
export class RequestTrack {
  readonly requestId: string;
  coupon: CouponTrack | null = null;
  /** Number of the event with which it was first submitted or sent. */
  submittedSeq = -1;
  submittedAtUs = -1;
  submittedBy = '';
  /** Number of the event with which its record was first acknowledged. */
  ackedSeq = -1;
  ackedAtUs = -1;
  submissionCount = 0;
  /** Submissions that were neither accepted nor refused. */
  openSubmissionCount = 0;
  /** Submissions that were refused and certainly have no effect. */
  definiteRefusalCount = 0;
  sendCount = 0;
  /** Records in the log that carry it. */
  recordCount = 0;
  /** Its first record. */
  partition: PartitionTrack | null = null;
  offset = -1;
  /** Result rows and issue rows. */
  resultCount = 0;
  issueCount = 0;
  /** Result rows that say ISSUED. */
  issuedResultCount = 0;
  /** Its first effect. */
  effectAtUs = -1;
  effectProcess = '';
  effectPartition: PartitionTrack | null = null;
  effectOffset = -1;
  isDeadLettered = false;

  constructor(requestId: string) {
    this.requestId = requestId;
  }
}
