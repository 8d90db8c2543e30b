import type { MemberReport } from '../adapters/kafka/member/memberMessage.ts';
import type { ConsumerMemberSpec } from '../adapters/kafka/member/memberSpec.ts';
import type { ConsumerSpec, DurationRange, GroupSpec, KafkaConfig } from '../scenario/scenario.ts';
import { MemberProcess } from './memberProcess.ts';
import { ReplayProblem } from './replayProblem.ts';
import type { RunContext } from './runContext.ts';

/** A consumer has stopped at a point of its work and waits. */
export type ReachedReport = MemberReport & { readonly type: 'reached' };

/** Told at such a point; the consumer goes on by `goOn`. */
export type PointListener = (consumer: ReplayedConsumer, report: ReachedReport) => void;

/**
 * One consumer of the scenario through all its lives, each a process of its own. The next process
 * is made ready while there is time, so that a start takes none.
 */
export class ReplayedConsumer {
  readonly spec: ConsumerSpec;
  readonly group: GroupSpec;
  private readonly context: RunContext;
  private readonly onReached: PointListener;
  /** What it is configured to do otherwise since a later start. */
  private changes: KafkaConfig = {};
  private spare: MemberProcess | null = null;
  private life: MemberProcess | null = null;
  private isStopping = false;
  private isWantedBack = false;
  private isWaiting = false;
  private pausedLife: MemberProcess | null = null;

  constructor(spec: ConsumerSpec, group: GroupSpec, context: RunContext, onReached: PointListener) {
    this.spec = spec;
    this.group = group;
    this.context = context;
    this.onReached = onReached;
  }

  /** True from start to crash or orderly end. */
  get isRunning(): boolean {
    return this.life !== null;
  }

  get isPaused(): boolean {
    return this.pausedLife !== null;
  }

  /** True if it does not run, or waits for records with nothing in hand. */
  get isIdle(): boolean {
    if (this.life === null) return true;
    return !this.isPaused && !this.isStopping && this.isWaiting;
  }

  /**
   * Makes the next process ready. Resolves when it could begin, or has failed. `changes`: configs
   * that count from its start on.
   */
  async prepare(changes: KafkaConfig = {}): Promise<void> {
    this.changeConfig(changes);
    this.spare ??= this.newProcess();
    await Promise.race([this.spare.ready, this.spare.ended]);
  }

  /**
   * Begins a life. One that is about to end in an orderly way starts again as soon as it has ended.
   * `changes`: configs that count from now on.
   */
  start(changes: KafkaConfig = {}): void {
    if (this.isRunning && !this.isStopping) return;
    this.changeConfig(changes);
    if (this.isRunning) {
      this.isWantedBack = true;
      return;
    }
    const life = this.spare ?? this.newProcess();
    this.spare = null;
    this.life = life;
    this.isStopping = false;
    this.isWaiting = false;
    const { clock, log } = this.context;
    const process = this.spec.name;
    log.record({ type: 'Started', atUs: clock().nowUs, process, role: 'consumer' });
    life.order({ type: 'begin', originNs: String(clock().originNs) });
  }

  /** Ends in an orderly way after the record in hand. */
  stop(): void {
    if (this.life === null) return;
    this.isStopping = true;
    this.life.order({ type: 'stop' });
  }

  /** kill -9. */
  async crash(): Promise<void> {
    const { life } = this;
    if (life === null) return;
    this.life = null;
    this.pausedLife = null;
    this.isWantedBack = false;
    const atUs = this.context.clock().nowUs;
    await life.kill();
    this.recordCrash(atUs);
  }

  /** SIGSTOP. False: it does not run. */
  pause(): boolean {
    if (this.life === null || this.isPaused) return false;
    this.pausedLife = this.life;
    const { clock, log } = this.context;
    this.life.pause();
    log.record({ type: 'Paused', atUs: clock().nowUs, process: this.spec.name });
    return true;
  }

  /** SIGCONT. */
  resume(): void {
    if (this.life === null || this.pausedLife !== this.life) return;
    this.pausedLife = null;
    const { clock, log } = this.context;
    log.record({ type: 'Resumed', atUs: clock().nowUs, process: this.spec.name });
    this.life.resume();
  }

  slow(extra: DurationRange, untilUs: number): void {
    this.life?.order({ type: 'slow', extra, untilUs });
  }

  /** Lets it go on from the point at which it waits; a dead one does not. */
  goOn(): void {
    const armed = this.context.armedPoints(this.spec.name).map(({ id }) => id);
    this.life?.permit({ armed });
  }

  /** Lets its process leave the group. Resolves when the process has ended. */
  async leaveForGood(): Promise<void> {
    const { life } = this;
    if (life === null) return;
    this.isWantedBack = false;
    this.isStopping = true;
    life.resume();
    life.permit({ armed: [] });
    life.order({ type: 'stop' });
    await life.ended;
  }

  /** Ends what there is of it, without a word to the history. */
  async dispose(): Promise<void> {
    const processes = [this.life, this.spare];
    this.life = null;
    this.spare = null;
    await Promise.all(processes.flatMap((process) => process?.kill() ?? []));
  }

  /** A process that was made ready with other configs is of no use. */
  private changeConfig(changes: KafkaConfig): void {
    const isNew = Object.entries(changes).some(([name, value]) => this.changes[name] !== value);
    if (!isNew) return;
    this.changes = { ...this.changes, ...changes };
    void this.spare?.kill();
    this.spare = null;
  }

  private newProcess(): MemberProcess {
    const { memberProgram, guard } = this.context;
    const process: MemberProcess = new MemberProcess(
      memberProgram,
      this.memberSpec(),
      guard,
      (report) => this.take(process, report),
    );
    void process.ended.then(({ wasExpected, how }) => {
      if (wasExpected) return;
      const { onProblem } = this.context;
      onProblem(new ReplayProblem('unable', `the process of ${process.name} is gone: ${how}`));
    });
    return process;
  }

  private take(process: MemberProcess, report: MemberReport): void {
    const { log, print, onProblem } = this.context;
    switch (report.type) {
      case 'event':
        return log.record(report.event);
      case 'waiting':
        if (process === this.life) this.isWaiting = report.isWaiting;
        return;
      case 'reached':
        return this.onReached(this, report);
      case 'print':
        return print(report.line);
      case 'done':
        return this.onDone(process, report.how);
      case 'failed':
        return onProblem(
          new ReplayProblem(
            report.isRefusal ? 'misuse' : 'unable',
            `${process.name}: ${report.message}`,
          ),
        );
      case 'ready':
      case 'played':
    }
  }

  private onDone(process: MemberProcess, how: 'stopped' | 'died'): void {
    if (process !== this.life) return;
    this.life = null;
    this.pausedLife = null;
    if (how === 'died') this.recordCrash(this.context.clock().nowUs);
    if (!this.isWantedBack || how === 'died') return;
    this.isWantedBack = false;
    this.start();
  }

  private recordCrash(atUs: number): void {
    const { log } = this.context;
    const process = this.spec.name;
    // What it did in the moment before the signal reached it, it did before it died.
    const lastUs = log.lastTimeOf(process);
    log.record({ type: 'Crashed', atUs: Math.max(atUs, lastUs), process });
  }

  private memberSpec(): ConsumerMemberSpec {
    const { spec, group, context } = this;
    const { name } = spec;
    const { client, cacheFolder, prefix, seed } = context;
    return {
      role: 'consumer',
      name,
      client,
      cacheFolder,
      prefix,
      seed,
      bootstrap: context.bootstrapOf(name),
      config: {
        ...group.config,
        ...spec.config,
        ...this.changes,
        // Said by `commit:`. Kafka's default, true, would commit beside the worker.
        'enable.auto.commit': String(group.commit === 'auto'),
      },
      firstSendId: context.nextSendIds(),
      group: group.id,
      application: group.application,
      worker: {
        topics: group.topics,
        commit: group.commit,
        pollTimeoutMs: group.pollTimeoutUs / 1000,
        maxAttempts: group.maxAttempts,
        retryBackoffMs: group.retryBackoffUs / 1000,
        deadLetterTopic: group.deadLetterTopic,
        bug: group.bug,
      },
      store: context.storeOf(name),
      serviceTime: group.serviceTime,
      armed: context.armedPoints(name),
    };
  }
}
