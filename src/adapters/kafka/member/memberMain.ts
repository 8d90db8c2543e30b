import { createInterface } from 'node:readline';
import { KafkaProblem } from '../broker/kafkaProblem.ts';
import { openMemberClient } from './openMemberClient.ts';
import { ConsumerMember } from './consumerMember.ts';
import { MemberChannel } from './memberChannel.ts';
import { MemberClock } from './memberClock.ts';
import type { MemberOrder } from './memberMessage.ts';
import { ProducerMember } from './producerMember.ts';

/**
 * A process of a run on a real Kafka: one life of one consumer or producer. It loads what it needs,
 * says that it is ready, and begins when it is told. It ends with the run at the latest.
 */
class MemberProcess {
  private readonly channel = new MemberChannel();
  private member: ConsumerMember | ProducerMember | null = null;
  private clock: MemberClock | null = null;
  private prepared: Promise<void> = Promise.resolve();

  /** What nobody foresaw ends the process; the run decides what it means. */
  readonly fail = (error: unknown): void => {
    const isRefusal = error instanceof KafkaProblem;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const message = isRefusal ? error.message : stack;
    this.channel.tell({ type: 'failed', message, isRefusal });
    process.exit(1);
  };

  async take(order: MemberOrder): Promise<void> {
    if (order.type === 'spec') this.prepared = this.prepare(order);
    // What comes meanwhile waits, in its order.
    await this.prepared;
    if (order.type === 'spec') return;
    if (order.type !== 'begin') return this.member?.take(order);
    this.clock!.begin(BigInt(order.originNs));
    await this.member!.run();
    process.exit(0);
  }

  private async prepare({ spec, sentNs }: MemberOrder & { readonly type: 'spec' }): Promise<void> {
    const clock = new MemberClock(BigInt(sentNs));
    this.clock = clock;
    const client = await openMemberClient(spec);
    this.member =
      spec.role === 'consumer'
        ? new ConsumerMember(spec, client, clock, this.channel)
        : new ProducerMember(spec, client, clock, this.channel, this.fail);
    await this.member.prepared();
    this.channel.tell({ type: 'ready', clientVersion: client.version });
  }
}

const member = new MemberProcess();
process.on('unhandledRejection', member.fail);
process.on('uncaughtException', member.fail);
// Ctrl-C in a terminal reaches the whole group of processes; the run decides when a member ends.
process.on('SIGINT', () => undefined);
const orders = createInterface({ input: process.stdin, crlfDelay: Infinity });
orders.on('line', (line) => void member.take(JSON.parse(line) as MemberOrder).catch(member.fail));
// The run is gone, however it went.
orders.on('close', () => process.kill(process.pid, 'SIGKILL'));
