import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that exists. */
export interface ProcessState {
  /**
   * When it began, in the words of the system. A process id is given out again some day; id and
   * start together are not.
   */
  readonly startedAt: string;
  /** Stopped by SIGSTOP. */
  readonly isPaused: boolean;
}

/** A process id with its start: stays false for ever once that process has ended. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** What the system knows of a process; `null`: there is none, or it has ended. */
export function readProcess(pid: number): ProcessState | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? readFromProc(pid) : readFromPs(pid);
}

/** The identity of a process that runs now; `null`: it has ended. */
export function identityOf(pid: number): ProcessIdentity | null {
  const state = readProcess(pid);
  return state === null ? null : { pid, startedAt: state.startedAt };
}

/** That very process, not another one that got its id; `null`: it has ended. */
export function findProcess({ pid, startedAt }: ProcessIdentity): ProcessState | null {
  const state = readProcess(pid);
  return state?.startedAt === startedAt ? state : null;
}

/** Signals that very process. False: it has ended. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (findProcess(identity) === null) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Fields of /proc/PID/stat, of which the name in parentheses may hold anything. */
function readFromProc(pid: number): ProcessState | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  // An ended process whose parent has not asked for it yet.
  if (state === 'Z' || state === 'X') return null;
  const startTicks = fields[19]!;
  return { startedAt: `${startTicks}@${bootId()}`, isPaused: state === 'T' };
}

let knownBootId: string | undefined;

/** Ticks count from the boot: after another boot they mean another time. */
function bootId(): string {
  knownBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return knownBootId;
}

function readFromPs(pid: number): ProcessState | null {
  const line = askPs(pid, 'stat=,lstart=');
  const match = line === null ? null : /^\s*(\S+)\s+(\S.*?)\s*$/.exec(line);
  if (match === null || match[1]!.startsWith('Z')) return null;
  return { startedAt: match[2]!, isPaused: match[1]!.startsWith('T') };
}

/** Resident memory of a process in MiB; `null` if the system does not say. */
export function readMemoryMib(pid: number): number | null {
  if (process.platform !== 'linux') {
    const text = askPs(pid, 'rss=');
    return text === null ? null : Math.round(Number(text) / 1024);
  }
  try {
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match === null ? null : Math.round(Number(match[1]) / 1024);
  } catch {
    return null;
  }
}

function askPs(pid: number, columns: string): string | null {
  try {
    return execFileSync('ps', ['-o', columns, '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
}
