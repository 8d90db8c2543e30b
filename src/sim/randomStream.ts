import alea from 'seedrandom/lib/alea.js';

/**
 * One named stream of random numbers. Every draw is an integer, so that a run gives the same
 * numbers on every JavaScript engine.
 */
export class RandomStream {
  private next: () => number;

  /** Streams of equal `seed` and `name` draw equal numbers. */
  constructor(seed: number, name: string) {
    // Seeding costs as much as some hundred draws, and many a stream is never drawn from.
    this.next = () => {
      this.next = alea(`${seed}/${name}`);
      return this.next();
    };
  }

  /** A uniform integer in [0, endExclusive). `endExclusive` is at least 1 and at most 2^32. */
  below(endExclusive: number): number {
    return Math.floor(this.next() * endExclusive);
  }

  /** A uniform integer in [low, high], both inclusive. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** A uniform 32-bit unsigned integer. */
  uint32(): number {
    return Math.floor(this.next() * 4294967296);
  }

  /** True with the probability `perMillion` / 1,000,000. */
  chance(perMillion: number): boolean {
    return this.next() * 1_000_000 < perMillion;
  }

  /**
   * An exponentially distributed integer with the given mean, rounded down.
   *
   * Von Neumann's method (1951) compares uniforms only: logarithms differ in the last bit between
   * engines, comparisons do not. About 4.3 draws a number.
   */
  exponential(mean: number): number {
    for (let whole = 0; ; whole++) {
      const first = this.next();
      let previous = first;
      let runLength = 1;
      for (;;) {
        const draw = this.next();
        if (draw >= previous) break;
        previous = draw;
        runLength++;
      }
      if (runLength % 2 === 1) return Math.floor((whole + first) * mean);
    }
  }

  /** Shuffles the list in place (Fisher-Yates). */
  shuffle<T>(list: T[]): T[] {
    for (let index = list.length - 1; index > 0; index--) {
      const other = this.below(index + 1);
      const kept = list[index]!;
      list[index] = list[other]!;
      list[other] = kept;
    }
    return list;
  }
}

/**
 * The streams of one run by name. A stream is seeded on first use, and drawing from one moves no
 * other, so a draw that is added in one room changes nothing elsewhere.
 */
export class RandomStreams {
  readonly seed: number;
  private readonly streams = new Map<string, RandomStream>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** The stream of this name, for example `network` or `workload`. */
  stream(name: string): RandomStream {
    let stream = this.streams.get(name);
    if (stream === undefined) {
      stream = new RandomStream(this.seed, name);
      this.streams.set(name, stream);
    }
    return stream;
  }
}
