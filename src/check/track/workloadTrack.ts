import type { EventOf } from '../../history/event.ts';
import type { PartitionTrack } from './partitionTrack.ts';
import type { RequestTrack } from './requestTrack.ts';
import type { RunTrack } from './runTrack.ts';

/** What is told of records that are not as they should be. */
export interface RecordListener {
  /** The request has just been seen in one more record. */
  onSecondRecord(
    request: RequestTrack,
    partition: PartitionTrack,
    offset: number,
    atUs: number,
    process: string,
  ): void;
  /** Another request was known at this offset. */
  onConflict(
    request: RequestTrack | null,
    partition: PartitionTrack,
    offset: number,
    atUs: number,
  ): void;
}

/** Follows requests from their submission into the log. */
export class WorkloadTrack {
  private readonly run: RunTrack;
  private readonly listener: RecordListener;

  constructor(run: RunTrack, listener: RecordListener) {
    this.run = run;
    this.listener = listener;
  }

  onSubmitted(event: EventOf<'RequestSubmitted'>): void {
    const { run } = this;
    const request = run.requests.of(event.requestId);
    request.submissionCount++;
    request.openSubmissionCount++;
    request.submittedBy = event.process;
    request.coupon ??= run.couponOf(event.couponId);
    this.submit(request, event.atUs);
  }

  onAccepted(event: EventOf<'RequestAccepted'>): void {
    const request = this.run.requests.of(event.requestId);
    request.openSubmissionCount--;
    this.acknowledge(request, event.atUs);
  }

  onRefused(event: EventOf<'RequestRefused'>): void {
    const request = this.run.requests.of(event.requestId);
    request.openSubmissionCount--;
    if (event.definite) request.definiteRefusalCount++;
  }

  onSendStarted(event: EventOf<'SendStarted'>): void {
    this.run.processOf(event.process).openSendCount++;
    if (event.requestId === '') return;
    const request = this.run.requests.of(event.requestId);
    request.sendCount++;
    this.submit(request, event.atUs);
  }

  private submit(request: RequestTrack, atUs: number): void {
    if (request.submittedSeq >= 0) return;
    request.submit(this.run.seq, atUs);
  }

  private acknowledge(request: RequestTrack, atUs: number): void {
    if (request.ackedSeq >= 0) return;
    request.acknowledge(this.run.seq, atUs);
  }

  onProduced(event: EventOf<'Produced'>): void {
    const { requestId, offset, atUs } = event;
    this.run.processOf(event.process).openSendCount--;
    // With acks=0 nobody has acknowledged the record, and nobody knows its offset.
    if (offset < 0) return;
    const partition = this.run.partitionOf(event.topic, event.partition);
    const request = requestId === '' ? null : this.run.requests.of(requestId);
    this.learnRecord(event, partition, request);
    partition.acknowledge(offset);
    if (request !== null) this.acknowledge(request, atUs);
  }

  onAppended(event: EventOf<'RecordsAppended'>): void {
    const partition = this.run.partitionOf(event.topic, event.partition);
    partition.append(event.baseOffset, event.count, event.atUs);
  }

  /** `request` undefined: whoever told of the record does not know. */
  learnRecord(
    event: EventOf<'Produced' | 'HandlerStarted'>,
    partition: PartitionTrack,
    request: RequestTrack | null | undefined,
  ): void {
    const { offset, key, atUs, process } = event;
    const formerCount = request?.recordCount ?? 0;
    if (!partition.learnRecord(offset, key, request)) {
      this.listener.onConflict(request ?? null, partition, offset, atUs);
    } else if (request && formerCount > 0 && request.recordCount > formerCount) {
      this.listener.onSecondRecord(request, partition, offset, atUs, process);
    }
  }
}
