/** What one execution of a case took. */
export interface Cost {
  /** By the clock on the wall. */
  readonly wallSeconds: number;
  /** Of all threads of the process: the compiler's and the collector's are in it. */
  readonly cpuSeconds: number;
}

/** What several executions of a case took: one entry a round. */
export interface Costs {
  readonly wallSeconds: readonly number[];
  readonly cpuSeconds: readonly number[];
}

/**
 * Runs the cases in turn, round after round, after one round to warm up. Other work on the machine
 * then hits all cases alike, so that their ratios say more than the times themselves.
 */
export async function measureInTurn(
  cases: readonly (() => Promise<unknown> | void)[],
  rounds: number,
): Promise<Costs[]> {
  for (const body of cases) await body();
  const costs = cases.map(() => ({ wallSeconds: [] as number[], cpuSeconds: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, body] of cases.entries()) {
      const cost = await measureOnce(body);
      costs[index]!.wallSeconds.push(cost.wallSeconds);
      costs[index]!.cpuSeconds.push(cost.cpuSeconds);
    }
  }
  return costs;
}

/** What one execution takes. */
export async function measureOnce(body: () => Promise<unknown> | void): Promise<Cost> {
  const cpuBefore = process.cpuUsage();
  const wallBefore = process.hrtime.bigint();
  await body();
  const wallSeconds = Number(process.hrtime.bigint() - wallBefore) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallSeconds, cpuSeconds: (user + system) / 1e6 };
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/** The middle one of the ratios of two cases, round by round. */
export function medianRatio(
  numerators: readonly number[],
  denominators: readonly number[],
): number {
  return median(numerators.map((numerator, round) => numerator / denominators[round]!));
}
