import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;

/** Resolves as soon as a condition holds. Rejects when it did not within the time. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() >= endMs) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(POLL_MS);
  }
}
