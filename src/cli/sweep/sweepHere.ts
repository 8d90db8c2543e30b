import { setImmediate as nextTurn } from 'node:timers/promises';
import { interruptibleHost } from '../interruptibleHost.ts';
import { untilAborted } from '../untilAborted.ts';
import { judgeSeed } from './judgeSeed.ts';
import type { SweepPlan } from './sweepPlan.ts';

/** Runs a sweep on this thread, one seed after the other: for few seeds, and for one worker. */
export async function sweepHere({ job, seeds, deliver, signal }: SweepPlan): Promise<void> {
  const host = interruptibleHost(signal);
  for (let seed = seeds.first; seed <= seeds.last; seed++) {
    // A signal, and the progress bar, get a turn even if runs are too short to give one.
    if (seed % 8 === 0) await nextTurn();
    const result = await untilAborted(judgeSeed(job, seed, host), signal);
    if (result === null || !deliver(result)) return;
  }
}
