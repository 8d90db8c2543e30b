import { ClusterView } from '../check/invariants/clusterView.ts';
import { Invariants } from '../check/invariants/invariants.ts';
import type { HistoryHeader, HistorySink } from '../history/event.ts';
import { HISTORY_FORMAT, HISTORY_VERSION } from '../history/event.ts';
import type { GroupSnapshot } from '../history/groupSnapshot.ts';
import { HistoryRecorder } from '../history/historyRecorder.ts';
import type { Host } from '../sim/host.ts';
import type { StopReason } from '../sim/kernel.ts';
import { DrainMonitor } from './drainMonitor.ts';
import { RunPace } from './runPace.ts';
import type { Scenario } from './scenario.ts';
import { SimWorld } from './simWorld.ts';
import { snapshotGroup } from './snapshotGroup.ts';
import type { TapeEntry } from './workloadTape.ts';
import { workloadTape } from './workloadTape.ts';

/** The Kafka version whose semantics the model has. */
export const MODELLED_KAFKA_VERSION = '4.3.1';

/** What a run needs besides the scenario. */
export interface SimulatedRunOptions {
  readonly seed: number;
  readonly host: Host;
  /** Take the events as they happen: checkers, files, charts. */
  readonly sinks: readonly HistorySink[];
  /** Where console consumers print; null: nowhere. */
  readonly print: ((line: string) => void) | null;
  /** Moments at which every group is described; the run does not notice it. Default: none. */
  readonly describeAtUs?: readonly number[];
  /** The run is an EndlessRun after this many events. Default: two billion. */
  readonly eventLimit?: number;
}

/** How a run went; the events went to the sinks. */
export interface SimulatedRun {
  /** Of kernel and history together: equal for equal runs. */
  readonly digest: string;
  readonly eventCount: number;
  readonly kernelEventCount: number;
  readonly virtualUs: number;
  readonly reason: 'drained' | 'deadline';
  /** Exact points of faults that no consumer has reached. */
  readonly unreachedPoints: number;
  /**
   * Of each fault of the scenario: how many messages or statements it has struck, of processes and
   * topics one; null: it did not come to strike.
   */
  readonly faultHits: readonly (number | null)[];
  /** In order of the moments asked for, then of the scenario's groups. */
  readonly snapshots: readonly GroupSnapshot[];
}

/** More events than this are a matter of hours. */
const EVENT_LIMIT = 2_000_000_000;

/** The first line of the history of this scenario. */
export function historyHeader(
  scenario: Scenario,
  seed: number,
  productVersion: string,
): HistoryHeader {
  return {
    format: HISTORY_FORMAT,
    version: HISTORY_VERSION,
    backend: 'simulator',
    title: scenario.title,
    lesson: scenario.lesson,
    scenarioPath: scenario.path,
    seed,
    productVersion,
    kafkaVersion: MODELLED_KAFKA_VERSION,
    timeScale: 1,
    topics: scenario.topics.map(({ name, partitions, replicationFactor }) => ({
      topic: name,
      partitions,
      replicationFactor,
    })),
    groups: scenario.groups.map((group) => ({
      group: group.id,
      topics: group.topics,
      application: group.application,
      consumers: group.consumers.map(({ name }) => name),
      autoCommit: group.commit === 'auto' ? group.consumers.map(({ name }) => name) : [],
    })),
    producers: scenario.producers.map(({ name }) => name),
    coupons: Object.fromEntries(scenario.coupons.map(({ couponId, stock }) => [couponId, stock])),
    keyedBy: scenario.topics[0]?.key ?? 'none',
    expect: scenario.expect,
  };
}

/**
 * Runs a scenario on the simulator: workload and faults play, then the quiet phase begins, in which
 * the system must drain within the scenario's virtual time. The invariants of the model are checked
 * after every event. Rejects with SimulationFailure if one breaks, or the service does, and with
 * EndlessRun if the scenario lets it come to no end.
 */
export async function runOnSimulator(
  scenario: Scenario,
  options: SimulatedRunOptions,
): Promise<SimulatedRun> {
  let monitor: DrainMonitor | null = null;
  let invariants: Invariants | null = null;
  const watch: HistorySink = {
    onEvent(event) {
      monitor!.onEvent(event);
      invariants!.onEvent(event);
    },
  };
  const recorder = new HistoryRecorder([...options.sinks, watch]);
  const world = new SimWorld(scenario, options.seed, () => recorder, options.print);
  const { kernel } = world;
  monitor = new DrainMonitor(world.groupViews(), () => world.network.watchedInFlight);
  const { cluster, consumers } = world;
  const view = new ClusterView(cluster, (process) => consumers.get(process)?.owned ?? null);
  invariants = new Invariants(view);
  const { afterEvent } = invariants;
  kernel.afterEvent = afterEvent;
  const tape = new TapePlayer(world, workloadTape(scenario.workload, kernel.random));
  world.start();
  tape.start();
  const snapshots = new SnapshotTaker(world, scenario, options.describeAtUs ?? []);
  const pace = new RunPace(kernel, options.eventLimit ?? EVENT_LIMIT);
  const run = async (until: () => boolean, untilUs = Infinity): Promise<StopReason> => {
    const isTime = (): boolean => {
      pace.tick();
      return until();
    };
    for (;;) {
      const nextUs = snapshots.nextUs;
      const stop = await kernel.run(options.host, {
        until: isTime,
        untilUs: Math.min(untilUs, nextUs),
      });
      if (stop !== 'time' || nextUs > untilUs) return stop;
      snapshots.take(nextUs);
      if (nextUs === untilUs) return stop;
    }
  };
  await run(() => tape.isOver && world.faults.unfinishedCount === 0);
  recorder.record({ type: 'QuietPhaseStarted', atUs: kernel.nowUs, process: '' });
  const { withinUs } = scenario.quiet;
  const reason = await drainWithin(withinUs, world, monitor, run);
  invariants.checkAll(kernel.nowUs);
  recorder.record({ type: 'RunEnded', atUs: kernel.nowUs, process: '', reason });
  recorder.digest.mixText(kernel.digest.toHex());
  snapshots.takeRest();
  return {
    digest: recorder.digest.toHex(),
    eventCount: recorder.eventCount,
    kernelEventCount: kernel.eventCount,
    virtualUs: kernel.nowUs,
    reason,
    unreachedPoints: world.points.armedCount,
    faultHits: scenario.faults.map((fault) => world.faults.hitsOf(fault)),
    snapshots: snapshots.taken,
  };
}

/**
 * Lets the system come to rest. A fault at an exact point of some work may strike only now, since
 * work goes on when all is sent: the time to drain counts from the last fault.
 */
async function drainWithin(
  withinUs: number,
  { kernel, faults }: SimWorld,
  monitor: DrainMonitor,
  run: (until: () => boolean, untilUs?: number) => Promise<StopReason>,
): Promise<SimulatedRun['reason']> {
  const quietUs = kernel.nowUs;
  const deadlineUs = (): number => Math.max(quietUs, faults.lastEffectUs) + withinUs;
  for (;;) {
    // A crashed process is still to be restarted, a paused one to go on: nothing can be late yet.
    const hasEnded = (): boolean => faults.unfinishedCount === 0;
    await run(hasEnded);
    const stop = await run(() => !hasEnded() || monitor.isDrained(), deadlineUs());
    if (!hasEnded()) continue;
    if (stop === 'condition') return 'drained';
    if (stop === 'idle' || kernel.nowUs >= deadlineUs()) return 'deadline';
  }
}

/** Describes all groups at the moments asked for. */
class SnapshotTaker {
  readonly taken: GroupSnapshot[] = [];
  private readonly world: SimWorld;
  private readonly groups: readonly string[];
  private readonly momentsUs: number[];

  constructor(world: SimWorld, scenario: Scenario, momentsUs: readonly number[]) {
    this.world = world;
    this.groups = scenario.groups.map(({ id }) => id);
    this.momentsUs = [...new Set(momentsUs)].sort((a, b) => a - b);
  }

  /** The next moment; Infinity: there is none. */
  get nextUs(): number {
    return this.momentsUs[0] ?? Infinity;
  }

  /** Everything that happens up to this moment, and at it, has happened. */
  take(atUs: number): void {
    this.momentsUs.shift();
    this.describe(atUs, null);
  }

  /** The run is over before these moments come. */
  takeRest(): void {
    for (const atUs of this.momentsUs) this.describe(atUs, this.world.kernel.nowUs);
  }

  private describe(atUs: number, endedUs: number | null): void {
    for (const group of this.groups)
      this.taken.push(snapshotGroup(this.world.cluster, { atUs, endedUs, group }));
  }
}

/** Plays the tape: one pending event, however long the tape is. */
class TapePlayer {
  private readonly world: SimWorld;
  private readonly tape: Iterator<TapeEntry>;
  private next: TapeEntry | null = null;

  constructor(world: SimWorld, tape: Iterable<TapeEntry>) {
    this.world = world;
    this.tape = tape[Symbol.iterator]();
  }

  /** True when the last entry has been played. */
  get isOver(): boolean {
    return this.next === null;
  }

  start(): void {
    this.advance();
  }

  private advance(): void {
    const step = this.tape.next();
    this.next = step.done === true ? null : step.value;
    if (this.next === null) return;
    const { kernel } = this.world;
    kernel.schedule(this.next.atUs - kernel.nowUs, playNext, this);
  }

  /** For the shared handler. */
  play(): void {
    const entry = this.next!;
    this.world.producers.get(entry.producer)!.play(entry);
    this.advance();
  }
}

function playNext(player: TapePlayer): void {
  player.play();
}
