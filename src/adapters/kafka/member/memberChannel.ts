import { readSync, writeSync } from 'node:fs';
import type { HistoryEvent } from '../../../history/event.ts';
import type { MemberReport, Permission } from './memberMessage.ts';
import { PERMISSION_FD, REPORT_FD } from './memberMessage.ts';

const RETRY_MS = 1;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * The member's line to the run. What is told has left this process when the call returns: a kill
 * at any moment loses nothing that was told before.
 */
export class MemberChannel {
  private readonly answer = Buffer.alloc(65_536);

  tell(report: MemberReport): void {
    const bytes = Buffer.from(`${JSON.stringify(report)}\n`);
    let written = 0;
    while (written < bytes.length) {
      written += retried(() => writeSync(REPORT_FD, bytes, written, bytes.length - written));
    }
  }

  record(event: HistoryEvent): void {
    this.tell({ type: 'event', event });
  }

  /** Holds the whole process, heartbeats included, until the run lets it go on. */
  ask(report: MemberReport & { readonly type: 'reached' }): Permission {
    this.tell(report);
    let line = '';
    while (!line.endsWith('\n')) {
      const count = retried(() => readSync(PERMISSION_FD, this.answer));
      // The run is gone.
      if (count === 0) process.kill(process.pid, 'SIGKILL');
      line += this.answer.toString('utf8', 0, count);
    }
    return JSON.parse(line) as Permission;
  }
}

/** Some systems give out pipes that do not wait. */
function retried(action: () => number): number {
  for (;;) {
    try {
      return action();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EPIPE') process.kill(process.pid, 'SIGKILL');
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(sleeper, 0, 0, RETRY_MS);
    }
  }
}
