import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { PortTaken } from './portTaken.ts';
import { PostgresUnusable } from './postgresUnusable.ts';

/** The process that runs postgresKeeper.mjs. */
export type Keeper = ChildProcessByStdio<Writable, Readable, Readable>;

/** A line that the keeper writes. */
export interface KeeperMessage {
  readonly type: 'started' | 'failed' | 'ended';
  /** `started`: the server's process id; otherwise what happened. */
  readonly detail: string;
  /** The end of the server's own log, where it says more. */
  readonly log: string;
}

/** What the keeper has said so far. */
export class KeeperMessages {
  /** Resolves when the keeper is gone, with the last that it said. */
  readonly exited: Promise<KeeperMessage | null>;
  private readonly first: Promise<KeeperMessage>;
  private errors = '';

  constructor(keeper: Keeper) {
    const lines = createInterface({ input: keeper.stdout });
    let last: KeeperMessage | null = null;
    lines.on('line', (line) => (last = JSON.parse(line) as KeeperMessage));
    keeper.stderr.setEncoding('utf8');
    keeper.stderr.on('data', (text: string) => (this.errors += text));
    this.exited = once(keeper, 'close').then(
      () => last,
      () => last,
    );
    this.first = new Promise((resolve) => {
      lines.once('line', (line) => resolve(JSON.parse(line) as KeeperMessage));
      void this.exited.then(() => {
        resolve({ type: 'failed', detail: this.lastError(), log: '' });
      });
    });
  }

  /** Resolves with the server's process id. Rejects with PostgresUnusable. */
  async started(timeoutMs: number): Promise<number> {
    const timeout = new AbortController();
    const late: KeeperMessage = {
      type: 'failed',
      detail: `not ready within ${timeoutMs} ms`,
      log: '',
    };
    const tooLong = delay(timeoutMs, late, { signal: timeout.signal });
    tooLong.catch(() => undefined);
    const { type, detail, log } = await Promise.race([this.first, tooLong]);
    timeout.abort();
    if (type === 'started') return Number(detail);
    const story = log === '' ? '' : `\n${log.trimEnd()}`;
    const message = `the embedded PostgreSQL does not start: ${detail}${story}`;
    const isPortTaken = /could not bind|address already in use/i.test(log);
    throw isPortTaken ? new PortTaken(message) : new PostgresUnusable(message);
  }

  /** The line with the error in what Node.js writes when a program fails. */
  private lastError(): string {
    const line = this.errors.split('\n').find((text) => /^\w*Error\b/.test(text));
    return line ?? 'its keeper ended at once';
  }
}
