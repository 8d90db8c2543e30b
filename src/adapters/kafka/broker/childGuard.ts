import { spawn, type ChildProcess } from 'node:child_process';
import type { ProcessIdentity } from './processIdentity.ts';

/**
 * Ends what it watches when its standard input ends without `release`: the system closes that pipe
 * however our process dies, SIGKILL included. It compares the start of a process before it kills,
 * as `ProcessIdentity` does.
 */
const SCRIPT = `
watched=
while read -r verb pid start; do
  case "$verb" in
    watch) watched="$watched $pid/$start" ;;
    release) exit 0 ;;
  esac
done
for entry in $watched; do
  pid=\${entry%%/*}
  start=\${entry#*/}
  if [ -r "/proc/$pid/stat" ]; then
    read -r line < "/proc/$pid/stat"
    set -- \${line##*) }
    shift 19
    now=$1
  else
    now=$(LC_ALL=C ps -o lstart= -p "$pid" 2>/dev/null | tr -s ' ' '_')
  fi
  if [ "$now" = "$start" ]; then kill -KILL "-$pid" 2>/dev/null || kill -KILL "$pid"; fi
done
`;

/**
 * A small process that outlives ours just long enough to end our children. It is in a session of
 * its own, so that Ctrl-C in the terminal does not reach it.
 */
export class ChildGuard {
  private readonly shell: ChildProcess;
  private readonly ended: Promise<void>;

  constructor() {
    this.shell = spawn('/bin/sh', ['-c', SCRIPT, 'partition-lab-guard'], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    });
    // A guard that is gone must not take us with it.
    this.shell.stdin!.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.shell.on('exit', () => resolve());
      this.shell.on('error', () => resolve());
    });
    this.shell.unref();
    if ('unref' in this.shell.stdin!) (this.shell.stdin as { unref(): void }).unref();
  }

  /** The guard's own process id. */
  get pid(): number {
    return this.shell.pid ?? 0;
  }

  /** Ends this process, and the group it leads, when we die. */
  watch({ pid, startedAt }: ProcessIdentity): void {
    const start = /^(\d+)@/.exec(startedAt)?.[1] ?? startedAt.replace(/\s+/g, '_');
    this.shell.stdin!.write(`watch ${pid} ${start}\n`);
  }

  /** Watches no longer: what runs may go on without us. */
  async release(): Promise<void> {
    this.shell.ref();
    this.shell.stdin!.end('release\n');
    await this.ended;
  }
}
