import type { ChildGuard } from './childGuard.ts';
import { newClusterRecord, writeClusterRecord, type NodePaths } from './clusterRecord.ts';
import { stopInOrder, type ProcessEnd } from './endProcess.ts';
import type { KafkaRuntime } from './jvmArguments.ts';
import { KAFKA_VERSION } from './kafkaJars.ts';
import type { KafkaNode, NodeState } from './kafkaNode.ts';
import { KafkaProblem } from './kafkaProblem.ts';
import { proxyPlaceOf } from './nodePlan.ts';
import type { BrokerCount, NodePorts, ProxyPlace } from './nodePlan.ts';
import { identityOf } from './processIdentity.ts';
import { waitForAnswer, type AnswerWanted } from './waitForAnswer.ts';

/** How long a node may take to end by itself. In order, it takes less than a second. */
export const STOP_GRACE_MS = 8000;
const READY_LIMIT_MS = 60_000;
const HOST = '127.0.0.1';

/** A node as it is now. */
export interface LocalNode {
  readonly id: number;
  readonly isBroker: boolean;
  readonly isController: boolean;
  readonly state: NodeState;
  readonly pid: number | null;
  readonly ports: NodePorts;
  readonly paths: NodePaths;
}

/** What a cluster of ours is made of. */
export interface LocalKafkaParts {
  readonly dataFolder: string;
  readonly clusterId: string;
  readonly brokers: BrokerCount;
  readonly nodes: readonly KafkaNode[];
  readonly guard: ChildGuard;
  readonly runtime: KafkaRuntime;
}

/**
 * A real Kafka, its nodes plain processes of this machine. It lives until `stop`, and no longer
 * than we do, unless it was let go of by `detach`.
 */
export class LocalKafka {
  readonly dataFolder: string;
  readonly clusterId: string;
  /** What its Java processes, and those of Kafka's tools, are started with. */
  readonly runtime: KafkaRuntime;
  private readonly brokers: BrokerCount;
  private readonly byId: ReadonlyMap<number, KafkaNode>;
  private readonly guard: ChildGuard;
  private readonly startedAtMs = Date.now();
  private isOurs = true;

  constructor({ dataFolder, clusterId, brokers, nodes, guard, runtime }: LocalKafkaParts) {
    this.dataFolder = dataFolder;
    this.clusterId = clusterId;
    this.brokers = brokers;
    this.byId = new Map(nodes.map((node) => [node.plan.id, node]));
    this.guard = guard;
    this.runtime = runtime;
  }

  /** `host:port` of every broker, for clients whose connections are left alone. */
  get bootstrap(): string[] {
    return this.brokerNodes().map(({ plan }) => `${HOST}:${plan.ports.direct}`);
  }

  /** `host:port` of every broker's proxy, for clients that faults are meant for. */
  get proxiedBootstrap(): string[] {
    return this.proxyPlaces.map(({ listenPort }) => `${HOST}:${listenPort}`);
  }

  /** Where a proxy must listen and where it must connect to, broker by broker. */
  get proxyPlaces(): ProxyPlace[] {
    return this.brokerNodes().map(({ plan }) => proxyPlaceOf(plan));
  }

  /** All nodes as they are now. */
  get nodes(): LocalNode[] {
    return [...this.byId.keys()].map((id) => this.node(id));
  }

  /** One node as it is now. Throws if there is none of that id. */
  node(id: number): LocalNode {
    const node = this.nodeOf(id);
    const { isBroker, isController, ports } = node.plan;
    const { pid, paths } = node;
    return { id, isBroker, isController, state: node.state(), pid, ports, paths };
  }

  /** SIGKILL, as if the machine had died. Resolves when the process is gone. */
  async kill(id: number): Promise<void> {
    await this.nodeOf(id).kill();
    this.writeRecord();
  }

  /** SIGTERM: the node leaves in order. Resolves when the process is gone. */
  async terminate(id: number, graceMs: number = STOP_GRACE_MS): Promise<void> {
    await this.nodeOf(id).terminate(graceMs);
    this.writeRecord();
  }

  /** SIGSTOP, as if it collected garbage for ever. Throws if it does not run. */
  pause(id: number): void {
    if (!this.nodeOf(id).pause()) throw new KafkaProblem('unable', `node ${id} does not run`);
  }

  /** SIGCONT. Throws if it does not run. */
  resume(id: number): void {
    if (!this.nodeOf(id).resume()) throw new KafkaProblem('unable', `node ${id} does not run`);
  }

  /**
   * Starts a node that is down, or stops it in order and starts it. Resolves when it answers: after
   * a SIGKILL the controller lets it in again only when its session is over.
   */
  async restart(id: number): Promise<void> {
    const node = this.nodeOf(id);
    await node.terminate(STOP_GRACE_MS);
    await node.spawn(this.guard);
    this.writeRecord();
    const wanted = this.answerWanted(node, node.plan.isBroker ? [id] : []);
    if (await waitForAnswer(wanted, READY_LIMIT_MS, node.ended)) return;
    const what = node.ended.aborted ? 'ended again' : 'does not answer';
    throw new KafkaProblem('unable', `node ${id} ${what}. Its log: ${node.paths.log}`);
  }

  /**
   * Resolves when every node answers, each broker with all brokers. False: `giveUp` was aborted, or
   * the time is over.
   */
  async waitUntilReady(giveUp: AbortSignal, limitMs: number = READY_LIMIT_MS): Promise<boolean> {
    const ids = this.brokerNodes().map(({ plan }) => plan.id);
    const answers = [...this.byId.values()].map((node) =>
      waitForAnswer(this.answerWanted(node, ids), limitMs, giveUp),
    );
    return (await Promise.all(answers)).every((isReady) => isReady);
  }

  /**
   * Stops all nodes in order; whoever does not end in time is killed. The data stays. Returns how
   * each node ended; a second call does nothing.
   */
  async stop(graceMs: number = STOP_GRACE_MS): Promise<ReadonlyMap<number, ProcessEnd>> {
    const nodes = [...this.byId.values()].map((node) => ({
      id: node.plan.id,
      isController: node.plan.isController,
      process: node.forget(),
    }));
    const ends = await stopInOrder(nodes, graceMs);
    this.writeRecord();
    await this.guard.release();
    return ends;
  }

  /** Lets go: the cluster runs on when we end, until somebody calls `broker stop`. */
  async detach(): Promise<void> {
    this.isOurs = false;
    this.writeRecord();
    await this.guard.release();
  }

  /** Writes down which processes there are. */
  writeRecord(): void {
    const { dataFolder, clusterId, brokers, startedAtMs } = this;
    const owner = this.isOurs ? identityOf(process.pid) : null;
    const nodes = [...this.byId.values()].map((node) => node.record());
    const fields = { clusterId, brokers, owner, nodes, startedAtMs };
    writeClusterRecord(
      dataFolder,
      newClusterRecord({ kafkaVersion: KAFKA_VERSION, host: HOST, ...fields }),
    );
  }

  private answerWanted(node: KafkaNode, brokerIds: readonly number[]): AnswerWanted {
    const { isBroker, ports } = node.plan;
    return { host: HOST, isBroker, ports, clusterId: this.clusterId, brokerIds };
  }

  private brokerNodes(): KafkaNode[] {
    return [...this.byId.values()].filter(({ plan }) => plan.isBroker);
  }

  private nodeOf(id: number): KafkaNode {
    const node = this.byId.get(id);
    if (node !== undefined) return node;
    const ids = [...this.byId.keys()].join(', ');
    throw new KafkaProblem('misuse', `node ${id}: there are only ${ids}`);
  }
}
