import { setTimeout as sleep } from 'node:timers/promises';
import { findProcess, signalProcess, type ProcessIdentity } from './processIdentity.ts';

const POLL_MS = 10;
/** A process that was killed is gone in milliseconds, unless its disk hangs. */
const KILL_LIMIT_MS = 10_000;

/** How a process ended: by itself after SIGTERM, by SIGKILL, or long before. */
export type ProcessEnd = 'ended' | 'killed' | 'was gone';

/**
 * Ends a process and waits until it is gone: SIGTERM, and SIGKILL once `graceMs` are over. A paused
 * one is resumed first. `now` cuts the grace short.
 */
export async function endProcess(
  identity: ProcessIdentity,
  graceMs: number,
  now?: AbortSignal,
): Promise<ProcessEnd> {
  if (!signalProcess(identity, 'SIGTERM')) return 'was gone';
  signalProcess(identity, 'SIGCONT');
  if (await isGone(identity, graceMs, now)) return 'ended';
  await killProcess(identity);
  return 'killed';
}

/** SIGKILL, and waits until the process is gone. */
export async function killProcess(identity: ProcessIdentity): Promise<void> {
  signalProcess(identity, 'SIGKILL');
  if (!(await isGone(identity, KILL_LIMIT_MS)))
    throw new Error(`process ${identity.pid} does not end, even by SIGKILL`);
}

/** True as soon as the process is gone, false when the time is over. */
async function isGone(
  identity: ProcessIdentity,
  limitMs: number,
  now?: AbortSignal,
): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  while (findProcess(identity) !== null) {
    if (performance.now() >= endMs || now?.aborted === true) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** A process of a cluster. */
export interface StoppableNode {
  readonly id: number;
  readonly isController: boolean;
  readonly process: ProcessIdentity | null;
}

/**
 * Stops a cluster in order: brokers first, controllers after. A broker that finds no controller
 * waits five minutes with its shutdown. Returns how each node ended.
 */
export async function stopInOrder(
  nodes: readonly StoppableNode[],
  graceMs: number,
): Promise<Map<number, ProcessEnd>> {
  const ends = new Map<number, ProcessEnd>();
  for (const { process } of nodes) if (process !== null) signalProcess(process, 'SIGCONT');
  for (const isController of [false, true]) {
    const turn = nodes.filter((node) => node.isController === isController);
    await Promise.all(
      turn.map(async ({ id, process }) => {
        const end = process === null ? 'was gone' : await endProcess(process, graceMs);
        ends.set(id, end);
      }),
    );
  }
  return ends;
}
