import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../issuer/ports.ts';

/** Two readings of one clock by two processes are never further apart at a start. */
const SAME_CLOCK_NS = 10_000_000_000n;

/**
 * The run's clock in one of its processes: microseconds since its beginning. All processes of a
 * machine share one monotonic clock; where they do not, the difference is taken from the first
 * message.
 */
export class MemberClock implements Clock {
  private readonly shiftNs: bigint;
  private originNs = 0n;

  /** `sentNs`: the run's clock when it sent a message that has just arrived. */
  constructor(sentNs: bigint) {
    const differenceNs = process.hrtime.bigint() - sentNs;
    const isSame = differenceNs >= 0n && differenceNs < SAME_CLOCK_NS;
    this.shiftNs = isSame ? 0n : differenceNs;
  }

  /** The run began then. */
  begin(originNs: bigint): void {
    this.originNs = originNs;
  }

  /** Microseconds since the beginning of the run. */
  get nowUs(): number {
    return Number((process.hrtime.bigint() - this.shiftNs - this.originNs) / 1000n);
  }

  nowMs(): number {
    return Date.now();
  }

  async sleep(ms: number): Promise<void> {
    await sleep(ms);
  }
}
