import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { ChildGuard } from '../adapters/kafka/broker/childGuard.ts';
import { identityOf } from '../adapters/kafka/broker/processIdentity.ts';
import type {
  MemberOrder,
  MemberReport,
  Permission,
} from '../adapters/kafka/member/memberMessage.ts';
import { PERMISSION_FD, REPORT_FD } from '../adapters/kafka/member/memberMessage.ts';
import type { MemberSpec } from '../adapters/kafka/member/memberSpec.ts';

/** Of what a process prints on standard error, so much is kept. */
const KEPT_CHARACTERS = 4_000;

/** Hears what a process of the run tells. */
export type ReportListener = (report: MemberReport) => void;

/** How a process ended. */
export interface MemberEnd {
  /** Its work was over, or it was killed by us. */
  readonly wasExpected: boolean;
  /** In a few words. */
  readonly how: string;
}

/**
 * One process of a run: one life of a consumer or producer of the scenario. It has a group of
 * processes for itself, which signals reach as a whole.
 */
export class MemberProcess {
  readonly name: string;
  /** Resolves when it waits for `begin`. Rejects never: see `ended`. */
  readonly ready: Promise<void>;
  /** Resolves when it is gone and all that it told has been heard. */
  readonly ended: Promise<MemberEnd>;
  private readonly child: ChildProcess;
  private readonly onReport: ReportListener;
  private printed = '';
  private isDone = false;
  private isKilled = false;
  private isGone = false;
  private onReady: () => void = () => undefined;

  /** `program`: the bundled `memberMain`. */
  constructor(program: string, spec: MemberSpec, guard: ChildGuard, onReport: ReportListener) {
    this.name = spec.name;
    this.onReport = onReport;
    this.child = spawn(process.execPath, [program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdin!, this.permissions]) stream.on('error', () => undefined);
    this.ready = new Promise((resolve) => (this.onReady = resolve));
    const identity = this.child.pid === undefined ? null : identityOf(this.child.pid);
    if (identity !== null) guard.watch(identity);
    this.ended = this.listen();
    this.order({ type: 'spec', spec, sentNs: String(process.hrtime.bigint()) });
  }

  /** True until it has ended. */
  get isAlive(): boolean {
    return !this.isGone;
  }

  order(order: MemberOrder): void {
    this.child.stdin!.write(`${JSON.stringify(order)}\n`);
  }

  /** Lets it go on from the point at which it waits. */
  permit(permission: Permission): void {
    this.permissions.write(`${JSON.stringify(permission)}\n`);
  }

  /** SIGKILL for it and its own children. Resolves when it is gone and all has been heard. */
  async kill(): Promise<void> {
    this.isKilled = true;
    this.signal('SIGKILL');
    await this.ended;
  }

  pause(): void {
    this.signal('SIGSTOP');
  }

  resume(): void {
    this.signal('SIGCONT');
  }

  private get permissions(): Writable {
    return this.child.stdio[PERMISSION_FD] as Writable;
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined || this.isGone) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code !== 'ESRCH') throw error;
    }
  }

  private async listen(): Promise<MemberEnd> {
    const { child } = this;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.printed = (this.printed + text).slice(-KEPT_CHARACTERS);
    });
    const heard = this.hear(child.stdio[REPORT_FD] as Readable);
    const how = await endOf(child);
    await heard;
    this.isGone = true;
    const said = this.printed.trim();
    return {
      wasExpected: this.isKilled || this.isDone,
      how: said === '' ? how : `${how}: ${said}`,
    };
  }

  private async hear(reports: Readable): Promise<void> {
    let rest = '';
    reports.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.take(JSON.parse(line) as MemberReport);
    });
    // A connection that is reset has ended too.
    reports.on('error', () => reports.destroy());
    await once(reports, 'close').catch(() => undefined);
  }

  private take(report: MemberReport): void {
    if (report.type === 'ready') this.onReady();
    if (report.type === 'done' || report.type === 'failed') this.isDone = true;
    this.onReport(report);
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  return await new Promise((resolve) => {
    child.on('error', (error) => resolve(`it did not start (${error.message})`));
    child.on('exit', (code, signal) => {
      resolve(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`);
    });
  });
}
