import type { ErrorCode } from '../../../src/model/protocol/errorCode.ts';
import type { CoordinatorRecord } from '../../../src/model/group/coordinatorRecord.ts';
import type { OffsetsLog } from '../../../src/model/group/pendingWrites.ts';

/** A log that keeps what it is given and commits it at once, or when told to. */
export class InstantOffsetsLog<Metadata, Assigned> implements OffsetsLog<Metadata, Assigned> {
  readonly records: CoordinatorRecord<Metadata, Assigned>[] = [];
  /** Set to hold appends back; they are committed or failed by `settle`. */
  isHolding = false;
  /** What the next appends end with. */
  error: ErrorCode = 'NONE';
  private readonly held: {
    readonly records: readonly CoordinatorRecord<Metadata, Assigned>[];
    readonly onCommitted: (error: ErrorCode) => void;
  }[] = [];

  append(
    _groupId: string,
    records: readonly CoordinatorRecord<Metadata, Assigned>[],
    onCommitted: (error: ErrorCode) => void,
  ): void {
    if (this.isHolding) this.held.push({ records, onCommitted });
    else this.finish(records, onCommitted);
  }

  /** Ends the oldest `count` appends that are held back. */
  settle(count = this.held.length): void {
    for (const { records, onCommitted } of this.held.splice(0, count)) {
      this.finish(records, onCommitted);
    }
  }

  private finish(
    records: readonly CoordinatorRecord<Metadata, Assigned>[],
    onCommitted: (error: ErrorCode) => void,
  ): void {
    if (this.error === 'NONE') this.records.push(...records);
    onCommitted(this.error);
  }
}
