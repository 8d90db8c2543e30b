/** Lays the wall clock's times into a run. */
export interface WallClock {
  /** The run's time at a wall clock's time, in milliseconds since 1970. */
  atWallMs(wallMs: number): number;
}

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

  /** Time 0 is now. Waits for the wall clock's next millisecond, to know it exactly. */
  static begin(): RunClock {
    const before = Date.now();
    for (;;) {
      const now = Date.now();
      if (now !== before) return new RunClock(process.hrtime.bigint(), now * 1000);
    }
  }

  /** Microseconds since the beginning. */
  get nowUs(): number {
    return Number((process.hrtime.bigint() - this.originNs) / 1000n);
  }

  atWallMs(wallMs: number): number {
    return wallMs * 1000 - this.originWallUs;
  }
}
