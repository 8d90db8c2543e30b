import { ChildGuard } from '../../../src/adapters/kafka/broker/childGuard.ts';
import { openKafkaClient } from '../../../src/adapters/kafka/client/openKafkaClient.ts';
import { MemberProbe } from '../../contract/memberProbe.ts';
import type { MemberOrder, MemberReply, MemberSettings } from './clientMember.ts';

/**
 * One member of a group in a process of its own, driven over the channel to its parent. Ends, as if
 * it had crashed, when the parent is gone.
 */
const settings = JSON.parse(process.argv[2]!) as MemberSettings;
const { name, cacheFolder, topic, ...options } = settings;
const guard = new ChildGuard();
const client = await openKafkaClient(settings.client, {
  cacheFolder,
  environment: process.env,
  guard,
  signal: undefined,
  onProgress: () => {},
});
await guard.release();
const probe = new MemberProbe();
const consumer = client.newConsumer({ ...options, clientId: name, observer: probe.observer });
probe.attach(consumer, topic);

let toldCount = 0;
process.on('disconnect', () => process.exit(1));
process.on('message', (order: MemberOrder) => {
  void carryOut(order).then(
    (result) => reply({ id: order.id, result, told: news() }),
    (error: unknown) => reply({ id: order.id, error: String(error), told: news() }),
  );
});
reply({ id: 0, result: consumer.childPids, told: [] });

function carryOut({ op, offsets = [] }: MemberOrder): Promise<unknown> {
  const given = offsets;
  switch (op) {
    case 'poll':
      return probe.poll();
    case 'commitSync':
      return probe.commitSync(given);
    case 'commitAsync':
      return Promise.resolve(probe.commitAsync(given));
    case 'commitWhenRevoked':
      return Promise.resolve(probe.commitWhenRevoked(given));
    case 'close':
      return probe.close();
  }
}

function news(): readonly string[] {
  const told = probe.told.slice(toldCount);
  toldCount += told.length;
  return told;
}

function reply(message: MemberReply): void {
  process.send!(message);
}
