/** Lays the wall clock's times into a run. */
export interface WallClock {
  /** The run's time at a wall clock's time, in milliseconds since 1970. */
  atWallMs(wallMs: number): number;
}

/** Between two looks at the clocks, with the wall clock's next millisecond in between. */
const EXACT_NS = 100_000n;
const MOST_TICKS = 100;

/**
 * The clock of a run on real servers: microseconds since its beginning, by the machine's monotonic
 * clock, which all processes of the run share. Knows what the wall clock, by which Kafka stamps its
 * logs, showed at the beginning.
 */
export class RunClock implements WallClock {
  /** The monotonic clock at time 0. */
  readonly originNs: bigint;
  private readonly originWallUs: number;

  private constructor(originNs: bigint, originWallUs: number) {
    this.originNs = originNs;
    this.originWallUs = originWallUs;
  }

  /**
   * Time 0 is now. Waits for the wall clock's next millisecond, to know it exactly. On a busy
   * machine this process may be put aside just then: such a look does not count.
   */
  static begin(): RunClock {
    let best: { readonly ns: bigint; readonly wallMs: number; readonly gapNs: bigint } | null =
      null;
    let wallMs = Date.now();
    let ns = process.hrtime.bigint();
    for (let ticks = 0; ticks < MOST_TICKS;) {
      const [lastMs, lastNs] = [wallMs, ns];
      wallMs = Date.now();
      ns = process.hrtime.bigint();
      if (wallMs === lastMs) continue;
      ticks++;
      const gapNs = ns - lastNs;
      if (best === null || gapNs < best.gapNs) best = { ns, wallMs, gapNs };
      if (gapNs < EXACT_NS) break;
    }
    return new RunClock(best!.ns, best!.wallMs * 1000);
  }

  /** Microseconds since the beginning. */
  get nowUs(): number {
    return Number((process.hrtime.bigint() - this.originNs) / 1000n);
  }

  atWallMs(wallMs: number): number {
    return wallMs * 1000 - this.originWallUs;
  }
}
