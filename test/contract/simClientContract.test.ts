import { ClusterEvents } from '../../src/adapters/sim/clusterEvents.ts';
import { newSimKafkaConsumer } from '../../src/adapters/sim/newSimKafkaConsumer.ts';
import { newSimPublisher } from '../../src/adapters/sim/newSimPublisher.ts';
import { SimRequestConsumer } from '../../src/adapters/sim/simRequestConsumer.ts';
import { SendCounter } from '../../src/adapters/sim/simRequestPublisher.ts';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { RecordPosition } from '../../src/issuer/ports.ts';
import { Cluster } from '../../src/model/broker/cluster.ts';
import { parseConsumerConfig } from '../../src/model/client/consumer/consumerConfig.ts';
import { parseProducerConfig } from '../../src/model/client/producer/producerConfig.ts';
import { clusterSettings } from '../../src/scenario/clusterSettings.ts';
import { linkLatency } from '../../src/scenario/linkLatency.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import { Network } from '../../src/sim/network.ts';
import type { SimProcess } from '../../src/sim/process.ts';
import { scenario } from '../scenario/smallScenario.ts';
import { describeClient } from './clientContract.ts';
import type { ClientHarness, ClientWorld, TestMember, TestRecord } from './clientHarness.ts';
import { memberConfig, type GroupKind } from './memberConfig.ts';
import { MemberProbe, ownedBy } from './memberProbe.ts';

const TOPIC = 't';
const CLUSTER = scenario(`title: Client contract
cluster:
  brokers: 1
  config:
    group.initial.rebalance.delay.ms: 0
    group.min.session.timeout.ms: 1000
    offsets.topic.num.partitions: 1
    offsets.topic.replication.factor: 1
    group.consumer.min.session.timeout.ms: 1000
    group.consumer.session.timeout.ms: 3000
    group.consumer.min.heartbeat.interval.ms: 200
    group.consumer.heartbeat.interval.ms: 500
topics:
  ${TOPIC}: { partitions: 1 }
coupons:
  1: { stock: 30 }
groups:
  g: { consumers: 1 }
workload:
  - { requests: 1 }
`);
const NOBODY = { record: (): void => {}, reached: (): void => {} };

/** A simulated Kafka, driven by a process of its own that waits for what others do. */
class SimClientWorld implements ClientWorld {
  readonly topic = TOPIC;
  private readonly kernel: Kernel;
  private readonly cluster: Cluster;
  private readonly network: Network;
  private readonly driver: SimProcess;
  private readonly kind: GroupKind;
  private readonly publisher: ReturnType<typeof newSimPublisher>;

  constructor(kernel: Kernel, partitions: number, kind: GroupKind) {
    this.kernel = kernel;
    this.kind = kind;
    this.driver = kernel.createProcess('driver');
    this.network = new Network(kernel, linkLatency(CLUSTER.cluster.latency));
    const events = new ClusterEvents(kernel, NOBODY);
    const memberIds = kernel.random.stream('member ids');
    const settings = clusterSettings(CLUSTER, events, memberIds);
    this.cluster = new Cluster(kernel, this.network, settings, events);
    this.cluster.state.createPartitions(TOPIC, partitions, 1);
    this.publisher = newSimPublisher(
      this.driver,
      this.cluster,
      parseProducerConfig({}),
      NOBODY,
      new SendCounter(),
      kernel.random.stream('producer'),
    );
  }

  publish(records: readonly TestRecord[]): Promise<readonly RecordPosition[]> {
    const sends = records.map(({ key, value }) =>
      this.publisher.publish({ topic: TOPIC, key, value, headers: [] }),
    );
    return Promise.all(sends);
  }

  async newMember(
    name: string,
    config: Readonly<Record<string, string>> = {},
  ): Promise<TestMember> {
    const process = this.kernel.createProcess(name);
    process.onCrash(() => this.network.processCrashed(process));
    const probe = new MemberProbe();
    const parsed = parseConsumerConfig({
      ...memberConfig(this.kind),
      ...config,
      'client.id': name,
      'group.id': 'g',
    });
    const random = this.kernel.random.stream(`client ${name}`);
    const client = newSimKafkaConsumer(process, this.cluster, parsed, probe.observer, random);
    probe.attach(new SimRequestConsumer(process, client, NOBODY), TOPIC);
    return {
      told: probe.told,
      get owned() {
        return ownedBy(probe.told);
      },
      poll: () => this.on(process, () => probe.poll()),
      commitSync: (offsets) => this.on(process, () => probe.commitSync(offsets)),
      commitAsync: (offsets) => this.on(process, async () => probe.commitAsync(offsets)),
      commitWhenRevoked: async (offsets) => probe.commitWhenRevoked(offsets),
      close: () => this.on(process, () => probe.close()),
      crash: async () => process.crash(),
      pause: () => process.pause(),
      resume: () => process.resume(),
    };
  }

  /** The test itself. */
  play(body: () => Promise<void>): void {
    this.driver.spawn(body);
  }

  /** The driver waits while another process does something. */
  private on<T>(process: SimProcess, act: () => Promise<T>): Promise<T> {
    return this.driver.call<T>(process.name, (completion) =>
      process.spawn(async () => {
        try {
          completion.succeed(await act());
        } catch (error) {
          completion.fail(error instanceof Error ? error : new Error(String(error)));
        }
      }),
    );
  }
}

function simulated(kind: GroupKind, seed: number): ClientHarness {
  return {
    name: `the simulator, ${kind}, seed ${seed}`,
    isCooperative: kind === 'cooperative-sticky' || kind === 'consumer',
    tellsGenerations: true,
    async run(partitions, body) {
      const kernel = new Kernel(seed);
      const world = new SimClientWorld(kernel, partitions, kind);
      const outcome: { hasEnded: boolean; error: Error | null } = { hasEnded: false, error: null };
      world.play(async () => {
        try {
          await body(world);
        } catch (error) {
          outcome.error = error instanceof Error ? error : new Error(String(error));
        }
        outcome.hasEnded = true;
      });
      await kernel.run(nodeHost, { until: () => outcome.hasEnded, untilUs: 600_000_000 });
      if (outcome.error !== null) throw outcome.error;
      if (!outcome.hasEnded) throw new Error('the test waits for something that never comes');
    },
  };
}

for (const kind of ['range', 'cooperative-sticky', 'consumer'] as const)
  for (const seed of [1, 2, 3]) describeClient(simulated(kind, seed));
