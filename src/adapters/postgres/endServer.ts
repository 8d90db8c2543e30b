import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** After so long a server is killed. */
const QUIT_TIMEOUT_MS = 10_000;

/** Ends a server that has lost its keeper, if there is one, and removes its data. */
export async function endServer(dataFolder: string): Promise<void> {
  const pid = await readServerPid(dataFolder);
  if (pid !== null && signalProcess(pid, 'SIGQUIT')) {
    const deadlineMs = Date.now() + QUIT_TIMEOUT_MS;
    // A process that nobody reaps looks alive for ever; its file is gone when it has ended.
    while ((await readServerPid(dataFolder)) === pid && signalProcess(pid, 0)) {
      if (Date.now() > deadlineMs) {
        signalProcess(pid, 'SIGKILL');
        break;
      }
      await delay(10);
    }
  }
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
}

/** The process id that a server has written into its data folder; null: it has ended in order. */
async function readServerPid(dataFolder: string): Promise<number | null> {
  try {
    const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8');
    const pid = Number(text.split('\n')[0]);
    return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

/** False: there is no such process any more. */
function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
