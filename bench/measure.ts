/** Median seconds of a few runs of `body`, after one to warm up. */
export function measure(body: () => void, rounds = 5): number {
  body();
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.hrtime.bigint();
    body();
    seconds.push(Number(process.hrtime.bigint() - before) / 1e9);
  }
  return median(seconds);
}

/** As `measure`, for asynchronous bodies. */
export async function measureAsync(body: () => Promise<void>, rounds = 5): Promise<number> {
  await body();
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.hrtime.bigint();
    await body();
    seconds.push(Number(process.hrtime.bigint() - before) / 1e9);
  }
  return median(seconds);
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
