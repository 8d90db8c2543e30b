import { ClusterEvents } from '../adapters/sim/clusterEvents.ts';
import type { EventRecorder } from '../adapters/sim/eventRecorder.ts';
import { SimCouponStore } from '../adapters/sim/simCouponStore.ts';
import type { StoreEffect } from '../adapters/sim/simCouponStore.ts';
import { SendCounter } from '../adapters/sim/simRequestPublisher.ts';
import { SimRequestIds } from '../adapters/sim/simRequestIds.ts';
import type { HistoryEvent } from '../history/event.ts';
import { dropsUserCouponKey } from '../issuer/planted/dropsUserCouponKey.ts';
import { Cluster } from '../model/broker/cluster.ts';
import type { GroupDescription } from '../model/group/groupDescription.ts';
import type { Assignment } from '../model/protocol/requests.ts';
import { Kernel } from '../sim/kernel.ts';
import { Network } from '../sim/network.ts';
import type { SimProcess } from '../sim/process.ts';
import { clusterSettings } from './clusterSettings.ts';
import type { GroupView } from './drainMonitor.ts';
import { FaultInjector } from './faultInjector.ts';
import type { FaultTargets } from './faultInjector.ts';
import { handlingOf, linkLatency } from './linkLatency.ts';
import { MessageFaults } from './messageFaults.ts';
import type { DurationRange, FaultSpec, GroupSpec, KafkaConfig, Scenario } from './scenario.ts';
import { SimConsumer } from './simConsumer.ts';
import { SimProducer } from './simProducer.ts';
import { WorkPoints } from './workPoints.ts';

/** Everything that a scenario describes, alive on one kernel. */
export class SimWorld implements FaultTargets {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly faults: FaultInjector;
  readonly points = new WorkPoints();
  readonly consumers = new Map<string, SimConsumer>();
  readonly producers = new Map<string, SimProducer>();
  private readonly scenario: Scenario;
  private readonly recorder: EventRecorder;
  private readonly store: SimCouponStore;

  /** `print`: where console consumers print; null: nowhere. */
  constructor(
    scenario: Scenario,
    seed: number,
    newRecorder: (kernel: Kernel) => EventRecorder,
    print: ((line: string) => void) | null,
  ) {
    this.scenario = scenario;
    const kernel = new Kernel(seed);
    this.kernel = kernel;
    const recorder = newRecorder(kernel);
    this.recorder = recorder;
    const network = new Network(kernel, linkLatency(scenario.cluster.latency));
    this.network = network;
    network.watchedLabel = 'Produce';
    network.handling = handlingOf(scenario.cluster.latency);
    const messages = new MessageFaults(kernel);
    if (
      scenario.faults.some(
        ({ action }) => action.type === 'message' || action.type === 'partition-network',
      )
    ) {
      network.interceptor = (from, to, message) => messages.fateOf(from, to, message);
    }
    const events = new ClusterEvents(kernel, recorder);
    this.cluster = new Cluster(
      kernel,
      network,
      clusterSettings(scenario, events, kernel.random.stream('member ids')),
      events,
    );
    this.store = this.newStore();
    this.addProcesses(recorder, print);
    for (const process of kernel.allProcesses())
      process.onCrash(() => network.processCrashed(process));
    this.faults = new FaultInjector(kernel, this.points, messages, this);
  }

  /** Makes the topics and starts what starts by itself. */
  start(): void {
    for (const { name, partitions, replicationFactor } of this.scenario.topics)
      this.cluster.state.createPartitions(name, partitions, replicationFactor);
    for (const producer of this.producers.values()) producer.start();
    for (const consumer of this.consumers.values()) {
      const { startUs } = consumer.spec;
      if (startUs === Infinity) continue;
      this.kernel.schedule(startUs, () => consumer.start(), undefined);
    }
    this.faults.arm(this.scenario.faults);
  }

  /** What the drain monitor asks about the groups. */
  groupViews(): readonly GroupView[] {
    return this.scenario.groups.map((group) => {
      const members = group.consumers.map(({ name }) => this.consumers.get(name)!);
      return {
        group: group.id,
        topics: group.topics,
        isIdle: () => members.every((member) => member.isIdle),
        isSettled: () => this.isGroupSettled(group, members),
        hasReadTo: (topic, partition, endOffset) =>
          members.some((member) => (member.position(topic, partition) ?? -1) >= endOffset),
      };
    });
  }

  crash(process: string): void {
    const consumer = this.consumers.get(process);
    if (consumer !== undefined) return consumer.crash();
    const target = this.kernel.findProcess(process)!;
    if (target.state === 'crashed') return;
    this.note('Crashed', process);
    target.crash();
    this.onSilent(target);
  }

  restart(process: string, config: KafkaConfig | undefined): void {
    const consumer = this.consumers.get(process);
    if (consumer !== undefined) return consumer.start(config);
    const target = this.kernel.findProcess(process)!;
    if (target.state !== 'crashed') return;
    const producer = this.producers.get(process);
    if (producer !== undefined) return producer.start();
    target.restart();
    this.recorder.record({ type: 'Started', atUs: this.kernel.nowUs, process, role: 'broker' });
    const brokerId = this.cluster.brokerIdOf(target);
    if (brokerId !== undefined) this.cluster.onBrokerRestarted(brokerId);
  }

  pause(process: string): void {
    const target = this.kernel.findProcess(process)!;
    const isEnded = this.consumers.get(process)?.isRunning === false;
    if (target.state !== 'running' || isEnded) return;
    this.note('Paused', process);
    target.pause();
    this.onSilent(target);
  }

  resume(process: string): void {
    const target = this.kernel.findProcess(process)!;
    if (target.state !== 'paused') return;
    this.note('Resumed', process);
    const brokerId = this.cluster.brokerIdOf(target);
    if (brokerId !== undefined) this.cluster.onBrokerResumed(brokerId);
    target.resume();
  }

  leave(process: string): void {
    this.consumers.get(process)?.stop();
  }

  join(process: string, config: KafkaConfig | undefined): void {
    this.consumers.get(process)?.start(config);
  }

  slow(process: string, extra: DurationRange, untilUs: number): void {
    this.consumers.get(process)?.slow(extra, untilUs);
  }

  hurtStore(...[action, onStruck]: Parameters<FaultTargets['hurtStore']>): void {
    this.store.inject(action, onStruck);
  }

  addPartitions(topic: string, partitionCount: number): void {
    const before = this.cluster.state.partitionsOf(topic)?.length ?? 0;
    const spec = this.scenario.topics.find(({ name }) => name === topic);
    this.cluster.state.createPartitions(topic, partitionCount, spec?.replicationFactor ?? 1);
    const atUs = this.kernel.nowUs;
    this.recorder.record({
      type: 'PartitionsAdded',
      atUs,
      process: '',
      topic,
      before,
      after: partitionCount,
    });
  }

  onFaultInjected(fault: FaultSpec, process: string): void {
    const { number, text } = fault;
    this.recorder.record({
      type: 'FaultInjected',
      atUs: this.kernel.nowUs,
      process,
      fault: number,
      text,
    });
  }

  private addProcesses(recorder: EventRecorder, print: ((line: string) => void) | null): void {
    const { kernel, cluster, scenario, store, points } = this;
    const sends = new SendCounter();
    const ids = new SimRequestIds();
    const requestIds = new Map<number, string>();
    for (const spec of scenario.producers) {
      const world = { kernel, cluster, recorder, sends, ids, topics: scenario.topics };
      this.producers.set(spec.name, new SimProducer(spec, world, requestIds));
    }
    for (const group of scenario.groups) {
      for (const spec of group.consumers) {
        const world = { kernel, cluster, store, recorder, points, sends, print };
        this.consumers.set(spec.name, new SimConsumer(spec, group, world));
      }
    }
  }

  private newStore(): SimCouponStore {
    const { kernel, scenario, recorder, points } = this;
    const hasUserCouponKey = !scenario.groups.some(({ bug }) => dropsUserCouponKey(bug));
    const store = new SimCouponStore(kernel, { ...scenario.store, hasUserCouponKey });
    for (const { couponId, stock } of scenario.coupons) store.addCoupon(couponId, stock);
    store.onEffect = (effect) => recorder.record(newEffectEvent(effect));
    store.onDurable = (process, { topic, partition, offset }) =>
      points.reached(process, 'effect-written', topic, partition, offset);
    return store;
  }

  private onSilent(process: SimProcess): void {
    const brokerId = this.cluster.brokerIdOf(process);
    if (brokerId !== undefined) this.cluster.onBrokerSilent(brokerId);
  }

  private note(type: 'Crashed' | 'Paused' | 'Resumed', process: string): void {
    this.recorder.record({ type, atUs: this.kernel.nowUs, process });
  }

  private isGroupSettled(group: GroupSpec, members: readonly SimConsumer[]): boolean {
    const running = members.filter((member) => member.isRunning).length;
    // Asked after every event: a big group that is on its way is not described in full each time.
    const modern = this.cluster.peekCoordinator(group.id).shard?.consumerGroup(group.id);
    if (running > 0 && modern !== undefined && modern.state !== 'Stable') return false;
    const description = this.cluster.describeGroup(group.id);
    if (running === 0) return description === undefined || description.members.length === 0;
    // A consumer that has just started has not joined yet.
    if (description?.state !== 'Stable' || description.members.length !== running) return false;
    const isInStep = description.members.every(({ clientId, assignment }) => {
      const owned = assignment?.partitions.length ?? 0;
      return this.consumers.get(clientId)?.ownedCount === owned;
    });
    return isInStep && this.isAllAssigned(group, description);
  }

  /**
   * Between two rounds of a cooperative rebalance what moves is nobody's. Partitions that were
   * added are not asked for: it may take minutes until the group takes note of them.
   */
  private isAllAssigned({ topics }: GroupSpec, { members }: GroupDescription<Assignment>): boolean {
    const counts = new Map(this.scenario.topics.map(({ name, partitions }) => [name, partitions]));
    const wanted = topics.reduce((sum, topic) => sum + (counts.get(topic) ?? 0), 0);
    const assigned = members.reduce((sum, { assignment }) => {
      const own = (assignment?.partitions ?? []).filter(
        ({ topic, partition }) => partition < (counts.get(topic) ?? 0),
      );
      return sum + own.length;
    }, 0);
    return assigned >= wanted;
  }
}

function newEffectEvent(effect: StoreEffect): HistoryEvent {
  const {
    origin,
    atUs,
    process,
    requestId,
    couponId,
    userId,
    issued,
    deducted,
    outcome,
    stockAfter,
  } = effect;
  const { topic, partition, offset } = origin;
  return {
    type: 'EffectCommitted',
    atUs,
    process,
    topic,
    partition,
    offset,
    requestId,
    couponId,
    userId,
    issued,
    deducted,
    outcome,
    stockAfter,
  };
}
