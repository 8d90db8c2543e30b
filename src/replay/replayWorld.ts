import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultSpec, FaultTrigger, KafkaConfig, Scenario } from '../scenario/scenario.ts';
import type { DurationRange } from '../scenario/scenario.ts';
import { WorkPoints } from '../scenario/workPoints.ts';
import type { ArmedPoint } from '../adapters/kafka/member/memberSpec.ts';
import type { BrokerSignals } from './brokerSignals.ts';
import type { MessageStriker } from './messageStriker.ts';
import type { IsolateAction, MessageAction, RealTargets, StoreAction } from './realTargets.ts';
import type { ReachedReport } from './replayedConsumer.ts';
import { ReplayedConsumer } from './replayedConsumer.ts';
import { ReplayedProducer } from './replayedProducer.ts';
import { ReplayProblem } from './replayProblem.ts';
import { RequestNumbers } from './requestNumbers.ts';
import type { RunContext } from './runContext.ts';
import type { RunTopics } from './runTopics.ts';
import type { StoreStriker } from './storeStriker.ts';

/** A machine that takes longer to start some processes cannot play in time. */
const READY_LIMIT_MS = 60_000;

/** What a world is made of. */
export interface WorldParts {
  readonly scenario: Scenario;
  readonly topics: RunTopics;
  readonly brokers: BrokerSignals;
  readonly messages: MessageStriker;
  readonly store: StoreStriker;
}

/** Everything that a scenario describes, alive on real servers. */
export class ReplayWorld implements RealTargets {
  readonly consumers = new Map<string, ReplayedConsumer>();
  readonly producers = new Map<string, ReplayedProducer>();
  private readonly parts: WorldParts;
  private readonly context: RunContext;
  private readonly points = new WorkPoints();
  private readonly armed = new Map<
    number,
    { readonly process: string; readonly point: ArmedPoint }
  >();
  /** What faults have set in motion and is not done yet. */
  private readonly underWay = new Set<Promise<void>>();

  /** `newContext` is given where its processes ask for the points that are armed. */
  constructor(
    parts: WorldParts,
    newContext: (armedPoints: (process: string) => readonly ArmedPoint[]) => RunContext,
  ) {
    const { scenario } = parts;
    this.parts = parts;
    const context = newContext((process) => this.armedPoints(process));
    this.context = context;
    const numbers = new RequestNumbers();
    for (const spec of scenario.producers)
      this.producers.set(spec.name, new ReplayedProducer(spec, scenario.topics, context, numbers));
    const onReached = (consumer: ReplayedConsumer, report: ReachedReport): void =>
      void this.reach(consumer, report);
    for (const group of scenario.groups) {
      for (const spec of group.consumers)
        this.consumers.set(spec.name, new ReplayedConsumer(spec, group, context, onReached));
    }
  }

  get lastStruckUs(): number {
    return Math.max(this.parts.messages.lastStruckUs, this.parts.store.lastStruckUs);
  }

  /** True while something that a fault has set in motion is not done. */
  get isBusy(): boolean {
    return this.underWay.size > 0;
  }

  /** How many points have not been reached. */
  get armedCount(): number {
    return this.points.armedCount;
  }

  /** Makes all processes ready to begin. */
  async prepare(): Promise<void> {
    const all = [...this.producers.values(), ...this.consumers.values()];
    const ready = Promise.all(all.map((process) => process.prepare())).then(() => true);
    const timer = new AbortController();
    const late = sleep(READY_LIMIT_MS, false, { signal: timer.signal }).catch(() => false);
    const isReady = await Promise.race([ready, late]);
    timer.abort();
    if (!isReady) {
      const message = `its processes are not ready within ${READY_LIMIT_MS / 1000} s`;
      throw new ReplayProblem('unable', message);
    }
  }

  /**
   * Lets the consumers leave their groups, which must be empty to be removed, and ends all
   * processes after `limitMs` at the latest. What they do now is no part of the run.
   */
  async endAll(limitMs: number): Promise<void> {
    const gone = [...this.consumers.values()].map((consumer) => consumer.leaveForGood());
    const timer = new AbortController();
    const late = sleep(limitMs, null, { signal: timer.signal }).catch(() => null);
    await Promise.race([Promise.all(gone), late]);
    timer.abort();
    await this.dispose();
  }

  /** Ends all processes, without a word to the history. */
  async dispose(): Promise<void> {
    const all = [...this.producers.values(), ...this.consumers.values()];
    await Promise.all([...all.map((process) => process.dispose()), ...this.underWay]);
  }

  /** Calls `strike` when the point is reached. */
  armPoint(trigger: FaultTrigger & { readonly type: 'point' }, strike: () => void): void {
    const id = this.armed.size + 1;
    const { process, point, record } = trigger;
    this.armed.set(id, { process, point: { id, point, record } });
    this.points.arm(trigger, () => {
      this.armed.delete(id);
      strike();
    });
  }

  crash(process: string): void {
    const consumer = this.consumers.get(process);
    const producer = this.producers.get(process);
    this.run(async () => {
      if (consumer !== undefined) await consumer.crash();
      else if (producer !== undefined) await producer.crash();
      else await this.parts.brokers.crash(process);
    });
    if (this.isStartedLater(process)) this.prepareReturn(process, undefined);
  }

  prepareReturn(process: string, config: KafkaConfig | undefined): void {
    const consumer = this.consumers.get(process);
    const producer = this.producers.get(process);
    if (consumer !== undefined) this.run(() => consumer.prepare(config));
    else if (producer !== undefined) this.run(() => producer.prepare());
  }

  restart(process: string, config: KafkaConfig | undefined): void {
    const consumer = this.consumers.get(process);
    if (consumer !== undefined) return consumer.start(config);
    const producer = this.producers.get(process);
    if (producer !== undefined) return producer.start();
    this.run(() => this.parts.brokers.restart(process));
  }

  pause(process: string): void {
    const client = this.consumers.get(process) ?? this.producers.get(process);
    if (client === undefined) this.parts.brokers.pause(process);
    else client.pause();
  }

  resume(process: string): void {
    const client = this.consumers.get(process) ?? this.producers.get(process);
    if (client === undefined) this.parts.brokers.resume(process);
    else client.resume();
  }

  leave(process: string): void {
    this.consumers.get(process)?.stop();
    if (this.isStartedLater(process)) this.prepareReturn(process, undefined);
  }

  join(process: string, config: KafkaConfig | undefined): void {
    this.consumers.get(process)?.start(config);
  }

  slow(process: string, extra: DurationRange, untilUs: number): void {
    this.consumers.get(process)?.slow(extra, untilUs);
  }

  strikeMessages(action: MessageAction): void {
    this.parts.messages.strikeMessages(action);
  }

  isolate(action: IsolateAction): void {
    this.parts.messages.isolate(action);
  }

  hurtStore(action: StoreAction): void {
    this.parts.store.hurt(action);
  }

  addPartitions(topic: string, partitionCount: number): void {
    const { topics } = this.parts;
    const { log, clock } = this.context;
    this.run(async () => {
      const atUs = clock().nowUs;
      const before = await topics.addPartitions(topic, partitionCount);
      const after = partitionCount;
      log.record({ type: 'PartitionsAdded', atUs, process: '', topic, before, after });
    });
  }

  onFaultInjected(fault: FaultSpec, process: string): void {
    const { log, clock } = this.context;
    const { number, text } = fault;
    log.record({ type: 'FaultInjected', atUs: clock().nowUs, process, fault: number, text });
  }

  private armedPoints(process: string): readonly ArmedPoint[] {
    return [...this.armed.values()]
      .filter((one) => one.process === process)
      .map((one) => one.point);
  }

  /** A consumer waits at a point: what is to strike there strikes, and then it goes on. */
  private async reach(consumer: ReplayedConsumer, report: ReachedReport): Promise<void> {
    const { point, topic, partition, offset } = report;
    this.points.reached(consumer.spec.name, point, topic, partition, offset);
    await Promise.all(this.underWay);
    consumer.goOn();
  }

  /** A fault of its own starts it again. */
  private isStartedLater(process: string): boolean {
    return this.parts.scenario.faults.some(({ action }) => {
      const isStart = action.type === 'restart' || action.type === 'join';
      return isStart && action.process === process;
    });
  }

  private run(action: () => Promise<void>): void {
    const work = action().catch((error: unknown) => {
      this.context.onProblem(error instanceof Error ? error : new Error(String(error)));
    });
    this.underWay.add(work);
    void work.finally(() => this.underWay.delete(work));
  }
}
