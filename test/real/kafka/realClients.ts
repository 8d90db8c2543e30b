import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { ChildGuard } from '../../../src/adapters/kafka/broker/childGuard.ts';
import type {
  KafkaClientName,
  RealRequestPublisher,
} from '../../../src/adapters/kafka/client/kafkaClient.ts';
import { createTopics } from '../../../src/adapters/kafka/client/kafkajs/createTopics.ts';
import { openKafkaClient } from '../../../src/adapters/kafka/client/openKafkaClient.ts';
import type { ClientHarness, ClientWorld } from '../../contract/clientHarness.ts';
import { memberConfig, type GroupKind } from '../../contract/memberConfig.ts';
import { ClientMember } from './clientMember.ts';
import { KAFKA_CACHE } from './usableKafka.ts';

/** As in the package: what is bundled may still want to require. */
const REQUIRE =
  "import { createRequire as newRequire } from 'node:module'; " +
  'const require = newRequire(import.meta.url);';
const ROOT = join(import.meta.dirname, '../../..');

/** A real Kafka for the contract, with one publisher a client. */
export class RealClients {
  private readonly bootstrap: string;
  private readonly program: string;
  private readonly admin: Admin;
  private readonly publishers = new Map<KafkaClientName, Promise<RealRequestPublisher>>();
  private topicCount = 0;

  private constructor(bootstrap: readonly string[], program: string) {
    this.bootstrap = bootstrap.join();
    this.program = program;
    // One admin for all topics: kafkajs does not like to be connected again and again.
    this.admin = new Kafka({
      brokers: [...bootstrap],
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 50, retries: 12 },
    }).admin();
  }

  /** Bundles the member's program; within the repository, from where it finds its packages. */
  static async open(bootstrap: readonly string[]): Promise<RealClients> {
    const folder = join(ROOT, 'node_modules', '.cache', 'partition-lab-clients');
    const program = join(folder, 'clientMember.mjs');
    await mkdir(folder, { recursive: true });
    await build({
      entryPoints: [join(import.meta.dirname, 'clientMemberProgram.ts')],
      outfile: program,
      bundle: true,
      format: 'esm',
      platform: 'node',
      banner: { js: REQUIRE },
      logLevel: 'warning',
    });
    const clients = new RealClients(bootstrap, program);
    await clients.admin.connect();
    return clients;
  }

  async close(): Promise<void> {
    for (const publisher of this.publishers.values()) await (await publisher).close();
    await this.admin.disconnect();
  }

  /** The contract's harness for one client and one kind of group. */
  harness(client: KafkaClientName, kind: GroupKind): ClientHarness {
    return {
      name: `a real Kafka, ${client}, ${kind}`,
      isCooperative: kind !== 'range',
      tellsGenerations: client !== 'confluent',
      run: async (partitions, body) => {
        const members: ClientMember[] = [];
        try {
          await body(await this.newWorld(client, kind, partitions, members));
        } finally {
          await Promise.all(members.map((member) => member.crash()));
        }
      },
    };
  }

  /** Starts a member of a group and waits until it can be driven. */
  async newMember(
    client: KafkaClientName,
    topic: string,
    name: string,
    config: Readonly<Record<string, string>>,
  ): Promise<ClientMember> {
    const { program, bootstrap } = this;
    const settings = { client, cacheFolder: KAFKA_CACHE, bootstrap, topic, name, config };
    const member = new ClientMember(program, { ...settings, groupId: `group-of-${topic}` });
    await member.start();
    return member;
  }

  async newTopic(partitions: number): Promise<string> {
    const topic = `contract-${++this.topicCount}`;
    const topics = [{ topic, numPartitions: partitions, replicationFactor: 1 }];
    await createTopics(this.admin, topics);
    return topic;
  }

  publisher(client: KafkaClientName): Promise<RealRequestPublisher> {
    const known = this.publishers.get(client);
    if (known !== undefined) return known;
    const opened = this.openPublisher(client);
    this.publishers.set(client, opened);
    return opened;
  }

  private async newWorld(
    client: KafkaClientName,
    kind: GroupKind,
    partitions: number,
    members: ClientMember[],
  ): Promise<ClientWorld> {
    const [topic, publisher] = await Promise.all([
      this.newTopic(partitions),
      this.publisher(client),
    ]);
    return {
      topic,
      publish: (records) =>
        Promise.all(
          records.map(({ key, value }) => publisher.publish({ topic, key, value, headers: [] })),
        ),
      newMember: async (name, config = {}) => {
        const merged = { ...memberConfig(kind), ...config };
        const member = await this.newMember(client, topic, name, merged);
        members.push(member);
        return member;
      },
    };
  }

  private async openPublisher(client: KafkaClientName): Promise<RealRequestPublisher> {
    const guard = new ChildGuard();
    const opened = await openKafkaClient(client, {
      cacheFolder: KAFKA_CACHE,
      environment: process.env,
      guard,
      signal: undefined,
      onProgress: (step) => process.stderr.write(`${step} ...\n`),
    });
    await guard.release();
    const { bootstrap } = this;
    return opened.newPublisher({ bootstrap, clientId: 'publisher', config: {} });
  }
}
