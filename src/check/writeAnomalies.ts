import type { Anomaly } from './anomaly.ts';
import { Findings } from './findings.ts';
import { countOf, formatMoment } from './formatMoment.ts';
import type { GroupReading } from './track/groupReading.ts';
import type { PartitionTrack } from './track/partitionTrack.ts';
import type { RequestTrack } from './track/requestTrack.ts';
import type { RunTrack } from './track/runTrack.ts';

/**
 * Anomalies between the producers' log and the consumers' reading: `duplicate`,
 * `inconsistent-offsets`, `lost-write`, `unseen`. A duplicate is told with its reason: the client
 * sent twice, or one send was written twice, which an idempotent producer does not do.
 */
export class WriteAnomalies {
  private readonly run: RunTrack;
  private readonly duplicates = new Findings();
  private readonly conflicts = new Findings();
  private readonly lost = new Findings();
  private readonly unseen = new Findings();

  constructor(run: RunTrack) {
    this.run = run;
  }

  /** The request has just been seen in one more record. */
  onSecondRecord(
    request: RequestTrack,
    partition: PartitionTrack,
    offset: number,
    atUs: number,
    process: string,
  ): void {
    this.duplicates.add(() => {
      const first = request.partition!.recordName(request.offset);
      const second = partition.recordName(offset);
      const reason =
        request.sendCount >= request.recordCount
          ? `it was sent ${countOf(request.sendCount, 'time')}`
          : 'one send was written twice: a retry without idempotence';
      return {
        sentence: `${request.requestId} is in the log twice, ${first} and ${second}: ${reason}.`,
        atUs,
        processes: [process],
        records: [first, second],
        requestIds: [request.requestId],
      };
    });
  }

  /** Another request was known at this offset. */
  onConflict(
    request: RequestTrack | null,
    partition: PartitionTrack,
    offset: number,
    atUs: number,
  ): void {
    this.conflicts.add(() => {
      const record = partition.recordName(offset);
      const ids = [
        partition.requestAt(offset)?.requestId ?? 'no request',
        request?.requestId ?? 'no request',
      ];
      return {
        sentence:
          `${record} held ${ids[0]} and later ${ids[1]} (${formatMoment(atUs)}): the ` +
          `log was cut in between.`,
        atUs,
        processes: [],
        records: [record],
        requestIds: ids,
      };
    });
  }

  finish(): readonly Anomaly[] {
    for (const partition of this.run.partitions) {
      for (const group of this.run.groups) {
        if (!group.topics.includes(partition.topic)) continue;
        this.findUndelivered(this.run.readingOf(partition.topic, partition.partition, group));
      }
    }
    return [
      { name: 'lost-write', count: this.lost.count, findings: this.lost.listed },
      { name: 'unseen', count: this.unseen.count, findings: this.unseen.listed },
      { name: 'duplicate', count: this.duplicates.count, findings: this.duplicates.listed },
      {
        name: 'inconsistent-offsets',
        count: this.conflicts.count,
        findings: this.conflicts.listed,
      },
    ];
  }

  private findUndelivered(reading: GroupReading): void {
    const { partition, deliveredEndOffset } = reading;
    for (let offset = 0; offset < partition.toldEndOffset; offset++) {
      if (!partition.isAckedAt(offset)) continue;
      if (offset >= deliveredEndOffset)
        this.add(this.unseen, reading, offset, 'never polled, nor any record after it');
      else if (!reading.isDelivered(offset))
        this.add(this.lost, reading, offset, 'never polled, although a later record was');
    }
  }

  private add(findings: Findings, reading: GroupReading, offset: number, what: string): void {
    findings.add(() => {
      const { partition, group } = reading;
      const request = partition.requestAt(offset) ?? null;
      const record = partition.recordName(offset);
      return {
        sentence:
          `${record}${request === null ? '' : ` (${request.requestId})`} was ` +
          `acknowledged, but in ${group.group} ${what}.`,
        atUs: request?.ackedAtUs ?? this.run.lastUs,
        processes: [],
        records: [record],
        requestIds: request === null ? [] : [request.requestId],
      };
    });
  }
}
