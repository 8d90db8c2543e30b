import { afterEach, expect, test, vi } from 'vitest';
import { RunClock } from '../../src/replay/runClock.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Two clocks that show one time, in microseconds; each look takes `stepUs`. */
function clocksOf(timesUs: readonly number[]): void {
  let at = 0;
  let nowUs = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => {
    nowUs = timesUs[Math.min(at++, timesUs.length - 1)]!;
    return Math.floor(nowUs / 1000);
  });
  vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => BigInt(nowUs) * 1000n);
}

test('begins at a tick of the wall clock that was seen at once', () => {
  clocksOf([500, 950, 1_010]);
  const clock = RunClock.begin();
  expect(clock.originNs).toBe(1_010_000n);
  expect(clock.atWallMs(1)).toBe(0);
});

test('does not trust a look before which it was put aside', () => {
  // The tick at 1 ms was seen 9 ms late, as one at 10 ms; that at 11 ms at once.
  clocksOf([990, 10_400, 10_980, 11_020]);
  const clock = RunClock.begin();
  expect(clock.originNs).toBe(11_020_000n);
  expect(clock.atWallMs(12)).toBe(1_000);
});

test('takes the best look where none is good', () => {
  const late = Array.from({ length: 200 }, (_, tick) => tick * 3_000 + (tick === 40 ? -1_900 : 0));
  clocksOf(late);
  const clock = RunClock.begin();
  expect(clock.originNs).toBe(BigInt(late[40]!) * 1000n);
});
