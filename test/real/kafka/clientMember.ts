import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { KafkaClientName } from '../../../src/adapters/kafka/client/kafkaClient.ts';
import type { IncomingRecord, OffsetToCommit } from '../../../src/issuer/ports.ts';
import type { TestMember } from '../../contract/clientHarness.ts';
import { ownedBy } from '../../contract/memberProbe.ts';

/** What a member is told at its start. */
export interface MemberSettings {
  readonly client: KafkaClientName;
  readonly cacheFolder: string;
  readonly bootstrap: string;
  readonly topic: string;
  readonly groupId: string;
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** What it is to do. */
export interface MemberOrder {
  readonly id: number;
  readonly op: 'poll' | 'commitSync' | 'commitAsync' | 'commitWhenRevoked' | 'close';
  readonly offsets?: readonly OffsetToCommit[];
}

/** What came of it, and all that was told since the last reply. */
export interface MemberReply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly told: readonly string[];
}

/** A member of a real group: a process of its own, which takes its JVM along. */
export class ClientMember implements TestMember {
  readonly told: string[] = [];
  /** Processes that it has started. */
  childPids: readonly number[] = [];
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (reply: MemberReply) => void>();
  private readonly ready: Promise<MemberReply>;
  private orderCount = 0;

  /** `program`: the bundle of clientMemberProgram.ts. */
  constructor(program: string, settings: MemberSettings) {
    this.child = spawn(process.execPath, [program, JSON.stringify(settings)], {
      // A group of its own: a signal to it reaches the JVM too.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.ready = this.reply(0);
    this.child.on('message', (reply: MemberReply) => {
      this.told.push(...reply.told);
      this.waiting.get(reply.id)?.(reply);
      this.waiting.delete(reply.id);
    });
    this.child.on('exit', () => {
      for (const [id, answer] of this.waiting) answer({ id, error: 'it has ended', told: [] });
      this.waiting.clear();
    });
  }

  /** Resolves when it can be driven. */
  async start(): Promise<void> {
    const { result, error } = await this.ready;
    if (error !== undefined) throw new Error(`the member did not start: ${error}`);
    this.childPids = result as readonly number[];
  }

  get pid(): number {
    return this.child.pid!;
  }

  get owned(): ReadonlySet<number> {
    return ownedBy(this.told);
  }

  async poll(): Promise<readonly IncomingRecord[]> {
    return (await this.order('poll')) as readonly IncomingRecord[];
  }

  async commitSync(offsets: readonly OffsetToCommit[]): Promise<string> {
    return (await this.order('commitSync', offsets)) as string;
  }

  async commitAsync(offsets: readonly OffsetToCommit[]): Promise<void> {
    await this.order('commitAsync', offsets);
  }

  async commitWhenRevoked(offsets: readonly OffsetToCommit[]): Promise<void> {
    await this.order('commitWhenRevoked', offsets);
  }

  async close(): Promise<void> {
    await this.order('close');
  }

  async crash(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    process.kill(-this.pid, 'SIGKILL');
    await ended;
  }

  pause(): void {
    process.kill(-this.pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(-this.pid, 'SIGCONT');
  }

  private async order(
    op: MemberOrder['op'],
    offsets?: readonly OffsetToCommit[],
  ): Promise<unknown> {
    const id = ++this.orderCount;
    const reply = this.reply(id);
    this.child.send({ id, op, ...(offsets === undefined ? {} : { offsets }) });
    const { result, error } = await reply;
    if (error !== undefined) throw new Error(`${op}: ${error}`);
    return result;
  }

  private reply(id: number): Promise<MemberReply> {
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }
}
