import { randomBytes } from 'node:crypto';
import { ChildGuard } from '../adapters/kafka/broker/childGuard.ts';
import type { KafkaClientName } from '../adapters/kafka/client/kafkaClient.ts';
import type { ArmedPoint } from '../adapters/kafka/member/memberSpec.ts';
import { RunDatabase } from '../adapters/postgres/runDatabase.ts';
import type { HistoryEvent } from '../history/event.ts';
import { dropsUserCouponKey } from '../issuer/planted/dropsUserCouponKey.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { addMissingEffects } from './addMissingEffects.ts';
import { BrokerSignals } from './brokerSignals.ts';
import { EventLog } from './eventLog.ts';
import { joinKafkaLogs } from './join/joinKafkaLogs.ts';
import { MessageStriker } from './messageStriker.ts';
import type { RealCluster } from './realCluster.ts';
import { demandFaults } from './refusedFaults.ts';
import { ReplicaPlan } from './replicaPlan.ts';
import { ReplayProblem } from './replayProblem.ts';
import { ReplayRun } from './replayRun.ts';
import type { ReplayEnd } from './replayRun.ts';
import { ReplayWorld } from './replayWorld.ts';
import type { RunContext } from './runContext.ts';
import { RunTopics } from './runTopics.ts';
import { StoreStriker } from './storeStriker.ts';

/** What a run on a real cluster needs besides the scenario. */
export interface ReplayOptions {
  readonly seed: number;
  readonly cluster: RealCluster;
  readonly client: KafkaClientName;
  readonly cacheFolder: string;
  /** The bundled program of a process of the run. */
  readonly memberProgram: string;
  /** A PostgreSQL server; null: one is started for the run. */
  readonly postgresUrl: string | null;
  /** Calls the run off: what is there of the history is kept. */
  readonly signal: AbortSignal;
  /** Told what takes time. */
  readonly onProgress: (step: string) => void;
  /** Takes what console consumers print. */
  readonly print: (line: string) => void;
}

/** How a run went. */
export interface ReplayedRun {
  /** In order of time. */
  readonly events: readonly HistoryEvent[];
  readonly reason: ReplayEnd;
  /** Exact points of faults that no consumer has reached. */
  readonly unreachedPoints: number;
  /** Why there can be no verdict; null: there can be one. */
  readonly problem: Error | null;
  /** What could not be removed at the end, in a few words each. */
  readonly left: readonly string[];
}

const SENDS_A_PROCESS = 1_000_000;
const RUN_ID_BYTES = 4;
const RUN_ID_TRIES = 1000;
/** How long consumers may take to leave their groups at the end. */
const LEAVE_LIMIT_MS = 5_000;
/** The same if the run broke: somebody waits for the prompt. */
const SHORT_LEAVE_LIMIT_MS = 1_000;

/**
 * Runs a scenario on a real Kafka and a real PostgreSQL: workload and faults play in real time,
 * then the quiet phase begins, in which the system must drain. Every consumer and producer is a
 * process of its own. What Kafka's own logs say is joined in, where they can be read.
 *
 * Whatever happens, all processes are ended, and topics, groups and tables of the run are removed.
 * Rejects with ReplayProblem, KafkaProblem or PostgresUnusable if the run could not begin.
 */
export async function replayOnKafka(
  scenario: Scenario,
  options: ReplayOptions,
): Promise<ReplayedRun> {
  const { cluster } = options;
  const { local, proxyPlaces } = cluster;
  demandFaults(scenario, { canSignal: local !== null, hasProxies: proxyPlaces.length > 0 });
  const replay = new Replay(scenario, options);
  try {
    return await replay.perform();
  } finally {
    await replay.close();
  }
}

/**
 * An id that no other run has. On a cluster of ours with several brokers, one with which the
 * replicas can be where the simulator has them, and the plan for that.
 */
function newRunId(
  scenario: Scenario,
  isOurs: boolean,
): { readonly runId: string; readonly plan: ReplicaPlan | null } {
  for (let tries = 0; tries < RUN_ID_TRIES; tries++) {
    const runId = randomBytes(RUN_ID_BYTES).toString('hex');
    if (!isOurs || scenario.cluster.brokers === 1) return { runId, plan: null };
    const plan = ReplicaPlan.of(scenario, prefixOf(runId));
    if (plan !== null) return { runId, plan };
  }
  const text =
    'offsets.topic.num.partitions is too small for groups with coordinators of their own';
  throw new ReplayProblem('misuse', text);
}

function prefixOf(runId: string): string {
  return `lab-${runId}.`;
}

/** One run from its topics to their removal. */
class Replay {
  private readonly scenario: Scenario;
  private readonly options: ReplayOptions;
  private readonly runId: string;
  private readonly log = new EventLog();
  private readonly guard = new ChildGuard();
  private readonly topics: RunTopics;
  private readonly cleanUps: (() => Promise<void>)[] = [];
  private readonly left: string[] = [];
  private sendIds = 0;

  constructor(scenario: Scenario, options: ReplayOptions) {
    this.scenario = scenario;
    this.options = options;
    const { bootstrap, local } = options.cluster;
    const { runId, plan } = newRunId(scenario, local !== null);
    this.runId = runId;
    this.topics = new RunTopics(bootstrap, prefixOf(runId), scenario, plan);
  }

  async perform(): Promise<ReplayedRun> {
    const { scenario, options, log } = this;
    const { cluster, onProgress } = options;
    // First what fails soonest, if the address is wrong.
    onProgress('Making the topics');
    await this.topics.create();
    this.cleanUps.push(async () => void this.left.push(...(await this.topics.remove())));
    onProgress('Starting the database');
    const database = await this.openDatabase();
    const run = new ReplayRun(scenario, this.options, log);
    const nowUs = (): number => run.clock.nowUs;
    const messages = await MessageStriker.open(scenario.faults, cluster, options.client, nowUs);
    this.cleanUps.push(() => messages.close());
    const store = await StoreStriker.open(database, scenario, options.seed, nowUs);
    this.cleanUps.push(() => store.close());
    const brokers = new BrokerSignals(cluster.local, log, () => run.clock);
    const world = new ReplayWorld(
      { scenario, topics: this.topics, brokers, messages, store },
      (armedPoints) => this.newContext(run, messages, store, armedPoints),
    );
    this.cleanUps.push(() => world.dispose());
    const faults = run.arm(world);
    onProgress(`Starting ${world.consumers.size + world.producers.size} processes`);
    await world.prepare();
    const reason = await run.play(world, faults, this.topics);
    const { problem } = run;
    const unreachedPoints = world.armedCount;
    const events = await this.completed(run, database, problem);
    await world.endAll(problem === null ? LEAVE_LIMIT_MS : SHORT_LEAVE_LIMIT_MS);
    return { events, reason, unreachedPoints, problem, left: this.left };
  }

  /** Undoes what was done, the last first. */
  async close(): Promise<void> {
    for (const cleanUp of this.cleanUps.reverse()) {
      await cleanUp().catch((error: unknown) => {
        this.left.push(error instanceof Error ? error.message : String(error));
      });
    }
    await this.topics.disconnect();
    await this.guard.release();
  }

  private get prefix(): string {
    return prefixOf(this.runId);
  }

  private async openDatabase(): Promise<RunDatabase> {
    const { scenario, options, runId } = this;
    const database = await RunDatabase.open({
      url: options.postgresUrl,
      runId,
      hasUserCouponKey: !scenario.groups.some(({ bug }) => dropsUserCouponKey(bug)),
      coupons: new Map(scenario.coupons.map(({ couponId, stock }) => [couponId, stock])),
    });
    this.cleanUps.push(() => database.close());
    return database;
  }

  private newContext(
    run: ReplayRun,
    messages: MessageStriker,
    store: StoreStriker,
    armedPoints: (process: string) => readonly ArmedPoint[],
  ): RunContext {
    const { options, prefix, guard, log } = this;
    const { seed, client, cacheFolder, memberProgram, cluster, print } = options;
    const direct = cluster.bootstrap.join(',');
    const proxied = cluster.proxyPlaces
      .map(({ listenPort }) => `127.0.0.1:${listenPort}`)
      .join(',');
    return {
      seed,
      prefix,
      client,
      cacheFolder,
      memberProgram,
      guard,
      log,
      clock: () => run.clock,
      bootstrapOf: (process) => (messages.clients.has(process) ? proxied : direct),
      storeOf: (process) => store.settingsOf(process),
      armedPoints,
      nextSendIds: () => (this.sendIds += SENDS_A_PROCESS),
      print,
      onProblem: (problem) => run.fail(problem),
    };
  }

  /**
   * The history with what no process could tell. If the run broke, what there is of it is kept as
   * it is.
   */
  private async completed(
    run: ReplayRun,
    database: RunDatabase,
    problem: Error | null,
  ): Promise<readonly HistoryEvent[]> {
    const { log, scenario, options, prefix } = this;
    const events = log.inOrder();
    if (problem !== null) return events;
    const whole = await addMissingEffects(events, database.schema, scenario.coupons);
    const { local } = options.cluster;
    if (local === null) return whole;
    options.onProgress("Reading Kafka's own logs");
    return await joinKafkaLogs(whole, { kafka: local, prefix, scenario, clock: run.clock });
  }
}
