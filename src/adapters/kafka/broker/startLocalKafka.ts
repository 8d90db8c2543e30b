import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { ChildGuard } from './childGuard.ts';
import { nodePaths, readClusterRecord, runningNodes, type ClusterRecord } from './clusterRecord.ts';
import { demandSpace } from './diskSpace.ts';
import { formatNode, randomUuid } from './formatNode.ts';
import { planOnFreePorts, planOnPorts } from './freePorts.ts';
import { KafkaNode, type NodeDownListener } from './kafkaNode.ts';
import {
  KafkaProblem,
  makeFolder,
  StartInterrupted,
  throwIfInterrupted,
  withFileProblems,
} from './kafkaProblem.ts';
import type { KafkaRuntime } from './jvmArguments.ts';
import { defaultCacheFolder, usableFolder, type Environment } from './labFolders.ts';
import { LocalKafka } from './localKafka.ts';
import type { BrokerCount, NodePlan } from './nodePlan.ts';
import { prepareKafka } from './prepareKafka.ts';
import {
  checkOverrides,
  LAB_SESSION_TIMEOUTS,
  propertiesText,
  serverProperties,
  type KafkaConfig,
  type SessionTimeouts,
} from './serverProperties.ts';
import { lockForStart } from './startLock.ts';
import { explainStartupFailure, PortTaken } from './startupFailure.ts';

const DEFAULT_HEAP_MIB = 192;
const PORT_ATTEMPTS = 3;
/** An empty cluster writes a tenth of it. */
const LEAST_FREE_MIB = 50;

/** What to start. */
export interface LocalKafkaOptions {
  readonly brokers?: BrokerCount;
  /** Everything of the cluster goes there. What is there already is used again. */
  readonly dataFolder: string;
  /** Starts empty: what another run of the lab left in the folder is removed. */
  readonly isFresh?: boolean;
  /** Jars and class archive; the user's cache folder by default. */
  readonly cacheFolder?: string | undefined;
  /** The first port; free ones are chosen by default. */
  readonly firstPort?: number | undefined;
  /** Tried before others. */
  readonly preferredFirstPort?: number | undefined;
  readonly sessions?: Partial<SessionTimeouts>;
  /** Any of Kafka's configs: they win over the lab's. */
  readonly config?: KafkaConfig;
  readonly heapMib?: number | undefined;
  readonly environment?: Environment;
  /** Calls the start off: nothing is left running, and StartInterrupted is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Told what takes time. */
  readonly onProgress?: (step: string) => void;
  /** Told of a node that ends though nobody asked for it, once the cluster is ready. */
  readonly onNodeDown?: NodeDownListener;
}

/** The cluster runs already. */
export class KafkaRunsAlready extends KafkaProblem {
  override name = 'KafkaRunsAlready';
  readonly record: ClusterRecord;

  constructor(dataFolder: string, record: ClusterRecord) {
    const brokers = record.brokers === 1 ? '1 broker' : `${record.brokers} brokers`;
    const first = record.nodes[0]!.ports.direct;
    super('misuse', `Kafka runs already: ${brokers} at ${record.host}:${first}, ${dataFolder}`);
    this.record = record;
  }
}

/**
 * Starts a real Kafka and resolves when all of it answers. It ends with us at the latest, however
 * we end. Rejects with KafkaProblem, and then nothing of it runs.
 */
export async function startLocalKafka(options: LocalKafkaOptions): Promise<LocalKafka> {
  const { signal, environment = process.env, config = {} } = options;
  if (process.platform === 'win32')
    throw new KafkaProblem('unable', 'Windows cannot do this: use Docker (compose.yaml) or WSL');
  checkOverrides(config);
  throwIfInterrupted(signal);
  const dataFolder = usableFolder(options.dataFolder, 'the data folder');
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder(environment, process.platform);
  return await withFileProblems(dataFolder, async () => {
    await makeFolder(dataFolder);
    const unlock = lockForStart(dataFolder);
    try {
      const former = await formerCluster(dataFolder, options);
      const guard = new ChildGuard();
      try {
        const onProgress = options.onProgress ?? ((): void => {});
        const preparation = { cacheFolder, environment, guard, signal, onProgress };
        const runtime = await prepareKafka(preparation);
        await demandSpace(dataFolder, LEAST_FREE_MIB);
        onProgress(`Starting ${options.brokers === 3 ? '3 brokers' : '1 broker'}`);
        return await startOnPorts(dataFolder, former, options, runtime, guard);
      } catch (error) {
        await guard.release();
        throw error;
      }
    } finally {
      unlock();
    }
  });
}

/** The cluster that was there before; `null`: none, or it is to be forgotten. */
async function formerCluster(
  dataFolder: string,
  { brokers = 1, isFresh = false }: LocalKafkaOptions,
): Promise<ClusterRecord | null> {
  const former = readClusterRecord(dataFolder);
  if (former === null) return null;
  if (runningNodes(former).length > 0) throw new KafkaRunsAlready(dataFolder, former);
  if (isFresh) {
    for (const { id } of former.nodes)
      await rm(nodePaths(dataFolder, id).folder, { recursive: true, force: true });
    return null;
  }
  if (former.brokers !== brokers) {
    const had = former.brokers === 1 ? '1 broker' : `${former.brokers} brokers`;
    const advice = 'start afresh (--fresh), or name another folder';
    throw new KafkaProblem('misuse', `${dataFolder} has the data of ${had}: ${advice}`);
  }
  return former;
}

/** Ports that were chosen here may be taken before Java has them: then others are tried. */
async function startOnPorts(
  dataFolder: string,
  former: ClusterRecord | null,
  options: LocalKafkaOptions,
  runtime: KafkaRuntime,
  guard: ChildGuard,
): Promise<LocalKafka> {
  const { brokers = 1, firstPort, preferredFirstPort } = options;
  const clusterId = former?.clusterId ?? randomUuid();
  const formerPort = former?.nodes[0]?.ports.direct;
  for (let attempt = 1; ; attempt += 1) {
    const preferred = [formerPort, preferredFirstPort].filter((port) => port !== undefined);
    const plans =
      firstPort === undefined
        ? await planOnFreePorts(brokers, attempt === 1 ? preferred : [])
        : await planOnPorts(brokers, firstPort);
    try {
      return await startNodes(plans, { dataFolder, clusterId, brokers, runtime, guard }, options);
    } catch (error) {
      if (!(error instanceof PortTaken) || firstPort !== undefined || attempt === PORT_ATTEMPTS)
        throw error;
    }
  }
}

interface StartParts {
  readonly dataFolder: string;
  readonly clusterId: string;
  readonly brokers: BrokerCount;
  readonly runtime: KafkaRuntime;
  readonly guard: ChildGuard;
}

async function startNodes(
  plans: readonly NodePlan[],
  parts: StartParts,
  options: LocalKafkaOptions,
): Promise<LocalKafka> {
  const { dataFolder, runtime, guard } = parts;
  await writeNodeFiles(plans, parts, options);
  const failure = new AbortController();
  const downBeforeReady: number[] = [];
  let isReady = false;
  const onDown = (nodeId: number): void => {
    if (isReady) return options.onNodeDown?.(nodeId);
    downBeforeReady.push(nodeId);
    failure.abort();
  };
  const settings = { runtime, heapMib: options.heapMib ?? DEFAULT_HEAP_MIB, onDown };
  const nodes = plans.map((plan) => new KafkaNode(plan, dataFolder, settings));
  const kafka = new LocalKafka({ ...parts, nodes });
  try {
    // Controllers first: brokers look for them.
    for (const node of [...nodes].sort((a, b) => rank(a) - rank(b))) {
      await node.spawn(guard);
      kafka.writeRecord();
    }
    const signals = [failure.signal, ...(options.signal === undefined ? [] : [options.signal])];
    isReady = await kafka.waitUntilReady(AbortSignal.any(signals));
    if (!isReady) throw await explain(nodes, downBeforeReady, options.signal);
    return kafka;
  } catch (error) {
    await Promise.all(nodes.map((node) => node.kill()));
    kafka.writeRecord();
    throw error;
  }
}

function rank({ plan: { isController } }: KafkaNode): number {
  return isController ? 0 : 1;
}

async function explain(
  nodes: readonly KafkaNode[],
  down: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Error> {
  if (signal?.aborted === true) return new StartInterrupted();
  const node = nodes.find(({ plan }) => plan.id === down[0]);
  if (node === undefined) {
    const logs = nodes.map(({ paths }) => paths.log).join(', ');
    return new KafkaProblem('unable', `Kafka does not answer. Its logs: ${logs}`);
  }
  const printed = await readFile(node.paths.log, 'utf8');
  return explainStartupFailure(node.plan.id, printed, node.paths.log);
}

/** Configuration, formatted folders, and an empty log for this run. */
async function writeNodeFiles(
  plans: readonly NodePlan[],
  { dataFolder, clusterId, runtime }: StartParts,
  { sessions = {}, config = {} }: LocalKafkaOptions,
): Promise<void> {
  const cluster = {
    host: '127.0.0.1',
    nodes: plans,
    sessions: { ...LAB_SESSION_TIMEOUTS, ...sessions },
    overrides: config,
  };
  for (const plan of plans) {
    const paths = nodePaths(dataFolder, plan.id);
    await mkdir(paths.folder, { recursive: true });
    await formatNode(plan.id, clusterId, paths, runtime.bootstrapCheckpoint);
    await writeFile(paths.properties, propertiesText(serverProperties(plan, cluster, paths)));
    await writeFile(paths.log, '', { flag: 'a' });
    await truncate(paths.log);
  }
}
