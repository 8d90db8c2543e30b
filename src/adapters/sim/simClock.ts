import type { Clock } from '../../issuer/ports.ts';
import type { SimProcess } from '../../sim/process.ts';

/** Virtual time as the service's clock. */
export class SimClock implements Clock {
  private readonly process: SimProcess;

  constructor(process: SimProcess) {
    this.process = process;
  }

  nowMs(): number {
    return Math.floor(this.process.nowUs / 1000);
  }

  sleep(ms: number): Promise<void> {
    return this.process.call<void>('sleep', (completion) => {
      this.process.schedule(Math.round(ms * 1000), wake, completion);
    });
  }
}

function wake(completion: { succeed(value: void): void }): void {
  completion.succeed(undefined);
}
