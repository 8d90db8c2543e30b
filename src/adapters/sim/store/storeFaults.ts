import type { RandomStream } from '../../../sim/randomStream.ts';
import type { Latency } from '../../../sim/latency.ts';
import { drawLatencyUs } from '../../../sim/latency.ts';

/** A failure to inject. */
export interface StoreFault {
  /**
   * `unavailable`: statements fail and their transactions are rolled back. A COMMIT that is struck
   * is rolled back too, but its caller cannot know. `lost-commit`: the connection breaks around a
   * COMMIT; the caller learns nothing of what was decided. `slow`: statements take `extra` longer.
   */
  readonly effect: 'unavailable' | 'lost-commit' | 'slow';
  /** The client whose statements are struck; null: all. */
  readonly process: string | null;
  /** Over after so many statements (COMMITs for `lost-commit`). 0: as many as there are. */
  readonly count: number;
  /** Over after so many microseconds. 0: no end. */
  readonly forUs: number;
  readonly extra: Latency;
  /**
   * For `lost-commit`, what the server decides: `committed` (default): the answer was lost;
   * `rolled-back`: the COMMIT itself was; `either`: drawn from the random stream.
   */
  readonly decision?: 'committed' | 'rolled-back' | 'either';
}

interface ActiveFault {
  readonly fault: StoreFault;
  readonly untilUs: number;
  readonly onStruck: () => void;
  left: number;
}

/** The failures in force, in order of injection. */
export class StoreFaults {
  private readonly random: RandomStream;
  private active: ActiveFault[] = [];

  constructor(random: RandomStream) {
    this.random = random;
  }

  /** `onStruck` is called for each statement that is struck. */
  inject(fault: StoreFault, nowUs: number, onStruck: () => void = () => undefined): void {
    const untilUs = fault.forUs === 0 ? Infinity : nowUs + fault.forUs;
    const left = fault.count === 0 ? Infinity : fault.count;
    this.active.push({ fault, untilUs, onStruck, left });
  }

  /** How much longer a statement takes that is sent now. */
  extraUs(process: string, nowUs: number): number {
    if (this.active.length === 0) return 0;
    const struck = this.strike('slow', process, nowUs);
    return struck === null ? 0 : drawLatencyUs(this.random, struck.extra);
  }

  /** True if the statement that arrives now fails. */
  isUnavailable(process: string, nowUs: number): boolean {
    return this.active.length > 0 && this.strike('unavailable', process, nowUs) !== null;
  }

  /** What becomes of a COMMIT that arrives now; null: it is answered as usual. */
  lostCommit(process: string, nowUs: number): 'committed' | 'rolled-back' | null {
    if (this.active.length === 0) return null;
    const struck = this.strike('lost-commit', process, nowUs);
    if (struck === null) return null;
    const decision = struck.decision ?? 'committed';
    if (decision !== 'either') return decision;
    return this.random.below(2) === 0 ? 'committed' : 'rolled-back';
  }

  private strike(effect: StoreFault['effect'], process: string, nowUs: number): StoreFault | null {
    this.active = this.active.filter((entry) => entry.left > 0 && nowUs < entry.untilUs);
    for (const entry of this.active) {
      const { fault } = entry;
      if (fault.effect !== effect) continue;
      if (fault.process !== null && fault.process !== process) continue;
      entry.left--;
      entry.onStruck();
      return fault;
    }
    return null;
  }
}
