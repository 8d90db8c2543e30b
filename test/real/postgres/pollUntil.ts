import { setTimeout as delay } from 'node:timers/promises';

const DEADLINE_MS = 30_000;

/** Asks again and again until the answer is true. Rejects after half a minute. */
export async function pollUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > deadlineMs) throw new Error(`does not come: ${what}`);
    await delay(2);
  }
}
