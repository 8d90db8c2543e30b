import fc from 'fast-check';

/** For `oneof`: a choice shrinks to the first alternative. */
export const simplestFirst = { withCrossShrink: true };

/** Whole milliseconds, as microseconds. */
export const ms = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min, max }).map((value) => value * 1000);

/** Null in the other cases, and when shrunk. */
export const inPercent = <T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof(
    simplestFirst,
    { weight: 100 - percent, arbitrary: fc.constant(null) },
    { weight: percent, arbitrary },
  );

/** True once in so many times; shrinks to false. */
export const onceIn = (times: number): fc.Arbitrary<boolean> =>
  fc.nat(times - 1).map((number) => number === times - 1);
