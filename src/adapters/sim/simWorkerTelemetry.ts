import type { IncomingRecord, WorkerOutcome, WorkerTelemetry } from '../../issuer/ports.ts';
import type { SimProcess } from '../../sim/process.ts';
import type { EventRecorder } from './eventRecorder.ts';
import type { PointListener } from './pointListener.ts';

/**
 * What a worker tells its operators, as events of the history and as points where faults can
 * strike.
 */
export class SimWorkerTelemetry implements WorkerTelemetry {
  private readonly process: SimProcess;
  private readonly recorder: EventRecorder;
  private readonly points: PointListener;

  constructor(process: SimProcess, recorder: EventRecorder, points: PointListener) {
    this.process = process;
    this.recorder = recorder;
    this.points = points;
  }

  handlerStarted(record: IncomingRecord, requestId: string, attempt: number): void {
    if (this.process.state === 'crashed') return;
    const { topic, partition, offset, key } = record;
    const { name, nowUs } = this.process;
    this.recorder.record({
      type: 'HandlerStarted',
      atUs: nowUs,
      process: name,
      topic,
      partition,
      offset,
      key,
      requestId,
      attempt,
    });
    this.points.reached(name, 'handler-started', topic, partition, offset);
  }

  handlerEnded(record: IncomingRecord, outcome: WorkerOutcome, error: string): void {
    if (this.process.state === 'crashed') return;
    const { topic, partition, offset } = record;
    const { name, nowUs } = this.process;
    this.recorder.record({
      type: 'HandlerEnded',
      atUs: nowUs,
      process: name,
      topic,
      partition,
      offset,
      outcome,
      error,
    });
    if (outcome !== 'FAILED') this.points.reached(name, 'handled', topic, partition, offset);
  }

  deadLettered(record: IncomingRecord, reason: string): void {
    if (this.process.state === 'crashed') return;
    const { topic, partition, offset } = record;
    const { name, nowUs } = this.process;
    this.recorder.record({
      type: 'DeadLettered',
      atUs: nowUs,
      process: name,
      topic,
      partition,
      offset,
      reason,
    });
  }
}
