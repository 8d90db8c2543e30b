import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../scenario/scenario.ts';
import type { TapeEntry } from '../scenario/workloadTape.ts';
import { workloadTape } from '../scenario/workloadTape.ts';
import { RandomStreams } from '../sim/randomStream.ts';
import type { EventLog } from './eventLog.ts';
import { FaultPlayer } from './faultPlayer.ts';
import { LiveDrain } from './liveDrain.ts';
import { OwnedPartitions } from './ownedPartitions.ts';
import type { ReplayOptions } from './replayOnKafka.ts';
import { ReplayProblem } from './replayProblem.ts';
import type { ReplayWorld } from './replayWorld.ts';
import { RunClock } from './runClock.ts';
import { RunTimers } from './runTimers.ts';
import type { RunTopics } from './runTopics.ts';

/** How a run ended. */
export type ReplayEnd = 'drained' | 'deadline' | 'interrupted';

/** How often it is looked whether something is over. */
const LOOK_INTERVAL_MS = 50;

/** Brokers that are restarted answer sooner. */
const SILENCE_LIMIT_US = 30_000_000;

/** Plays workload and faults in real time, and waits until the system has come to rest. */
export class ReplayRun {
  /** Begins when the run does. */
  clock: RunClock = RunClock.begin();
  private readonly scenario: Scenario;
  private readonly options: ReplayOptions;
  private readonly log: EventLog;
  private readonly timers = new RunTimers(() => this.clock);
  private firstProblem: Error | null = null;
  /** Since when the brokers do not answer questions; null: they do. */
  private silentSinceUs: number | null = null;

  constructor(scenario: Scenario, options: ReplayOptions, log: EventLog) {
    this.scenario = scenario;
    this.options = options;
    this.log = log;
  }

  /** Why there can be no verdict; null: nothing speaks against it. */
  get problem(): Error | null {
    return this.firstProblem;
  }

  /** The run cannot go on. */
  fail(problem: Error): void {
    this.firstProblem ??= problem;
  }

  /** Lets faults wait at their points. To be called before the processes are made ready. */
  arm(world: ReplayWorld): FaultPlayer {
    const faults = new FaultPlayer(this.timers, world);
    const { scenario } = this;
    faults.armPoints(scenario.faults, (trigger, strike) => world.armPoint(trigger, strike));
    return faults;
  }

  /** From time 0 to the end, which is in the history too. */
  async play(world: ReplayWorld, faults: FaultPlayer, topics: RunTopics): Promise<ReplayEnd> {
    const { scenario, log, options, timers } = this;
    const owned = new OwnedPartitions();
    log.addSink(owned);
    if (this.isBroken) return this.end('interrupted');
    this.clock = RunClock.begin();
    const tape = new RealTape(timers, world, scenario, options.seed);
    try {
      start(world, timers, scenario);
      faults.begin(scenario.faults);
      tape.start();
      options.onProgress('Playing the workload');
      await this.until(() => tape.isOver && faults.unfinishedCount === 0 && !world.isBusy);
      log.record({ type: 'QuietPhaseStarted', atUs: this.clock.nowUs, process: '' });
      options.onProgress('Waiting for the system to come to rest');
      const drain = new LiveDrain({ groups: scenario.groups, world, owned, topics });
      return this.end(await this.drain(drain, faults, world));
    } finally {
      timers.cancelAll();
    }
  }

  private get isBroken(): boolean {
    const { signal, cluster } = this.options;
    if (signal.aborted) this.fail(new ReplayProblem('unable', 'interrupted'));
    if (cluster.down.aborted) {
      this.fail(new ReplayProblem('unable', String(cluster.down.reason)));
    }
    return this.firstProblem !== null;
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition() && !this.isBroken) await sleep(LOOK_INTERVAL_MS);
  }

  /** The time to drain counts from the last fault, which may strike only now. */
  private async drain(
    drain: LiveDrain,
    faults: FaultPlayer,
    world: ReplayWorld,
  ): Promise<ReplayEnd> {
    const quietUs = this.clock.nowUs;
    const { withinUs } = this.scenario.quiet;
    for (;;) {
      if (this.isBroken) return 'interrupted';
      const hasEnded = faults.unfinishedCount === 0 && !world.isBusy;
      const deadlineUs = Math.max(quietUs, faults.lastEffectUs) + withinUs;
      if (hasEnded && (await this.isDrained(drain))) return 'drained';
      if (hasEnded && this.clock.nowUs >= deadlineUs) return 'deadline';
      await sleep(LOOK_INTERVAL_MS);
    }
  }

  /** A broker that is down or moves a group cannot be asked: then nothing is at rest. */
  private async isDrained(drain: LiveDrain): Promise<boolean> {
    try {
      const isDrained = await drain.isDrained();
      this.silentSinceUs = null;
      return isDrained;
    } catch (error) {
      this.silentSinceUs ??= this.clock.nowUs;
      if (this.clock.nowUs - this.silentSinceUs > SILENCE_LIMIT_US) {
        const why = error instanceof Error ? error.message : String(error);
        this.fail(new ReplayProblem('unable', `Kafka does not answer any more: ${why}`));
      }
      return false;
    }
  }

  private end(reason: ReplayEnd): ReplayEnd {
    this.log.record({ type: 'RunEnded', atUs: this.clock.nowUs, process: '', reason });
    return reason;
  }
}

/** Starts what starts by itself. */
function start(world: ReplayWorld, timers: RunTimers, { groups }: Scenario): void {
  for (const producer of world.producers.values()) producer.start();
  for (const { name, startUs } of groups.flatMap(({ consumers }) => consumers)) {
    if (startUs === Infinity) continue;
    const consumer = world.consumers.get(name)!;
    if (startUs === 0) consumer.start();
    else timers.after(startUs, () => consumer.start());
  }
}

/** Plays the tape: one pending timer, however long the tape is. */
class RealTape {
  private readonly timers: RunTimers;
  private readonly world: ReplayWorld;
  private readonly tape: Iterator<TapeEntry>;
  private next: TapeEntry | null = null;

  constructor(timers: RunTimers, world: ReplayWorld, { workload }: Scenario, seed: number) {
    this.timers = timers;
    this.world = world;
    this.tape = workloadTape(workload, new RandomStreams(seed))[Symbol.iterator]();
  }

  /** True when the last entry has been played. */
  get isOver(): boolean {
    return this.next === null;
  }

  start(): void {
    this.take();
    this.schedule();
  }

  private take(): void {
    const step = this.tape.next();
    this.next = step.done === true ? null : step.value;
  }

  private schedule(): void {
    if (this.next === null) return;
    this.timers.after(this.next.atUs - this.timers.nowUs, () => {
      // A timer has milliseconds, the tape microseconds: what is due is played at once, in order.
      while (this.next !== null && this.next.atUs <= this.timers.nowUs) {
        this.world.producers.get(this.next.producer)!.play(this.next);
        this.take();
      }
      this.schedule();
    });
  }
}
