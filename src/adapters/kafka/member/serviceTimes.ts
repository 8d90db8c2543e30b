import { setTimeout as sleep } from 'node:timers/promises';
import { RandomStream } from '../../../sim/randomStream.ts';
import type { MemberClock } from './memberClock.ts';
import type { ServiceTime } from './memberSpec.ts';

/** A worker's own work on each record, drawn from the same stream as in a simulated run. */
export class ServiceTimes {
  private readonly clock: MemberClock;
  private readonly time: ServiceTime;
  private readonly random: RandomStream;
  private slowdown: { readonly extra: ServiceTime; readonly untilUs: number } | null = null;

  constructor(clock: MemberClock, time: ServiceTime, seed: number, process: string) {
    this.clock = clock;
    this.time = time;
    this.random = new RandomStream(seed, `service ${process}`);
  }

  /** Every record takes longer until `untilUs`. */
  slow(extra: ServiceTime, untilUs: number): void {
    this.slowdown = { extra, untilUs };
  }

  /** Does the work on one record. */
  async serve(): Promise<void> {
    let timeUs = this.time.maxUs === 0 ? 0 : this.draw(this.time);
    if (this.slowdown !== null) {
      if (this.clock.nowUs < this.slowdown.untilUs) timeUs += this.draw(this.slowdown.extra);
      else this.slowdown = null;
    }
    if (timeUs > 0) await sleep(timeUs / 1000);
  }

  private draw({ minUs, maxUs }: ServiceTime): number {
    return this.random.between(minUs, maxUs);
  }
}
