import { OffsetCommitter } from '../offsetCommitter.ts';
import type { WorkerCommitPolicy } from '../offsetCommitter.ts';
import type { OwnedPartitions } from '../partitionProgress.ts';
import type { RequestConsumer, WorkerTelemetry } from '../ports.ts';
import { CommitBeforeEffect } from './commitBeforeEffect.ts';
import { CommitWrongOffset } from './commitWrongOffset.ts';
import type { PlantedBugName } from './plantedBugName.ts';

/** The offset committer, right (null, or a bug of the coupon handler) or with the given mistake. */
export function newOffsetCommitter(
  bug: PlantedBugName | null,
  consumer: RequestConsumer,
  owned: OwnedPartitions,
  telemetry: WorkerTelemetry,
  policy: WorkerCommitPolicy,
): OffsetCommitter {
  switch (bug) {
    case 'commit-before-effect':
      return new CommitBeforeEffect(consumer, owned, telemetry, policy);
    case 'commit-wrong-offset':
      return new CommitWrongOffset(consumer, owned, telemetry, policy);
    case 'no-dedupe':
    case 'check-then-act-stock':
    case 'dedupe-outside-transaction':
    case 'in-memory-dedupe':
    case null:
      return new OffsetCommitter(consumer, owned, telemetry, policy);
  }
}
