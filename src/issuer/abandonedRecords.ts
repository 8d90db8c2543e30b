import type { IncomingRecord, WorkerTelemetry } from './ports.ts';

/**
 * Counts the records of one poll that are not handled here, by partition, to tell the operators.
 */
export class AbandonedRecords {
  private readonly runs: { readonly first: IncomingRecord; count: number }[] = [];

  add(record: IncomingRecord): void {
    const { topic, partition } = record;
    const run = this.runs.find(({ first }) => {
      return first.partition === partition && first.topic === topic;
    });
    if (run === undefined) this.runs.push({ first: record, count: 1 });
    else run.count++;
  }

  report(telemetry: WorkerTelemetry, reason: string): void {
    for (const { first, count } of this.runs) telemetry.abandoned?.(first, count, reason);
  }
}
