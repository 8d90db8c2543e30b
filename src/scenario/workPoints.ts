import type { FaultTrigger, WorkPoint } from './scenario.ts';

type PointTrigger = Extract<FaultTrigger, { readonly type: 'point' }>;

interface ArmedPoint {
  readonly trigger: PointTrigger;
  readonly strike: () => void;
  seen: number;
}

/**
 * Where faults wait for a consumer to reach an exact point of its work. The adapters report the
 * points as they pass; a fault strikes within that very call, so it never lands a moment too early
 * or late.
 */
export class WorkPoints {
  private readonly armed: ArmedPoint[] = [];

  /** Calls `strike` once, when the trigger's point is reached for the `occurrence`-th time. */
  arm(trigger: PointTrigger, strike: () => void): void {
    this.armed.push({ trigger, strike, seen: 0 });
  }

  /** How many points have not been reached. */
  get armedCount(): number {
    return this.armed.length;
  }

  /** A consumer has reached a point of its work on this record. */
  reached(
    process: string,
    point: WorkPoint,
    topic: string,
    partition: number,
    offset: number,
  ): void {
    if (this.armed.length === 0) return;
    for (const entry of [...this.armed]) {
      const { trigger } = entry;
      if (trigger.process !== process || trigger.point !== point) continue;
      const { record } = trigger;
      if (record !== null) {
        if (record.topic !== topic || record.partition !== partition || record.offset !== offset)
          continue;
      }
      if (++entry.seen < trigger.occurrence) continue;
      this.armed.splice(this.armed.indexOf(entry), 1);
      entry.strike();
    }
  }
}
