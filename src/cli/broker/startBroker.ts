import { once } from 'node:events';
import { USUAL_FIRST_PORT } from '../../adapters/kafka/broker/freePorts.ts';
import { KAFKA_VERSION } from '../../adapters/kafka/broker/kafkaJars.ts';
import { KafkaProblem } from '../../adapters/kafka/broker/kafkaProblem.ts';
import { defaultDataFolder } from '../../adapters/kafka/broker/labFolders.ts';
import { STOP_GRACE_MS, type LocalKafka } from '../../adapters/kafka/broker/localKafka.ts';
import { KafkaRunsAlready, startLocalKafka } from '../../adapters/kafka/broker/startLocalKafka.ts';
import type { KafkaConfig } from '../../adapters/kafka/broker/serverProperties.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { reportKafkaProblem } from './reportKafkaProblem.ts';
import { UntilSignal } from './untilSignal.ts';

/** What `broker start` was given. */
export interface StartBrokerOptions {
  readonly brokers: number;
  readonly data: string | undefined;
  readonly cache: string | undefined;
  readonly port: number | undefined;
  readonly config: readonly string[];
  readonly heap: number | undefined;
  readonly fresh: boolean;
  readonly foreground: boolean;
}

/** Starts Kafka and leaves it running, or stays with it. Returns the exit code. */
export async function startBroker(options: StartBrokerOptions): Promise<ExitCode> {
  const interruption = new UntilSignal();
  try {
    return await reportKafkaProblem(async () => {
      try {
        return await start(options, interruption);
      } catch (error) {
        if (error instanceof KafkaRunsAlready) return sayThatItRuns(error, options.brokers);
        throw error;
      }
    });
  } finally {
    interruption.release();
  }
}

async function start(options: StartBrokerOptions, interruption: UntilSignal): Promise<ExitCode> {
  const startedAtMs = performance.now();
  const down = new AbortController();
  const kafka = await startLocalKafka({
    brokers: options.brokers === 3 ? 3 : 1,
    dataFolder: options.data ?? defaultDataFolder(process.env, process.platform),
    isFresh: options.fresh,
    cacheFolder: options.cache,
    firstPort: options.port,
    preferredFirstPort: USUAL_FIRST_PORT,
    config: parseConfig(options.config),
    heapMib: parseHeap(options.heap),
    signal: interruption.asked,
    onProgress: (step) => console.error(`${step} ...`),
    onNodeDown: (nodeId) => down.abort(nodeId),
  });
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  const how = options.foreground ? 'Ctrl-C stops it.' : stopHint(options.data);
  console.log(describeCluster(kafka, `ready in ${seconds} s`, how));
  if (options.foreground) return await stayWith(kafka, interruption, down.signal);
  await kafka.detach();
  return EXIT.holds;
}

/** Waits for a signal, or for the end of a node, and stops the cluster. */
async function stayWith(
  kafka: LocalKafka,
  interruption: UntilSignal,
  down: AbortSignal,
): Promise<ExitCode> {
  // An abort signal alone does not keep us alive.
  const alive = setInterval(() => {}, 1 << 30);
  const end = AbortSignal.any([interruption.asked, down]);
  if (!end.aborted) await once(end, 'abort');
  clearInterval(alive);
  if (down.aborted) {
    const nodeId = down.reason as number;
    console.error(`Node ${nodeId} has ended. Its log: ${kafka.node(nodeId).paths.log}`);
  }
  console.error('Stopping ...');
  await kafka.stop(STOP_GRACE_MS, interruption.askedAgain);
  return interruption.asked.aborted ? EXIT.interrupted : EXIT.unknown;
}

function describeCluster(kafka: LocalKafka, ready: string, how: string): string {
  const lines = kafka.nodes.map((node) => {
    const roles = [node.isBroker ? 'broker' : '', node.isController ? 'controller' : ''];
    const role = roles.filter((name) => name !== '').join(', ');
    const port = node.isBroker ? node.ports.direct : node.ports.controller;
    return `  node ${node.id}     ${role.padEnd(20)} port ${port}  process ${node.pid ?? '-'}`;
  });
  return [
    `Kafka ${KAFKA_VERSION} runs, ${ready}.`,
    `  bootstrap  ${kafka.bootstrap.join(',')}`,
    ...lines,
    `  folder     ${kafka.dataFolder}`,
    how,
  ].join('\n');
}

function stopHint(data: string | undefined): string {
  if (data === undefined) return 'Stop it with: partition-lab broker stop';
  // As a shell takes it.
  const quoted = /^[\w./~-]+$/.test(data) ? data : `'${data.replaceAll("'", `'\\''`)}'`;
  return `Stop it with: partition-lab broker stop --data ${quoted}`;
}

function sayThatItRuns({ message, record }: KafkaRunsAlready, brokers: number): ExitCode {
  // What was asked for is there, or something else is in its way.
  if (record.brokers === brokers) {
    console.error(message);
    return EXIT.holds;
  }
  console.error(`${message}. Stop it first, or name another folder (--data).`);
  return EXIT.misuse;
}

function parseConfig(entries: readonly string[]): KafkaConfig {
  const config: Record<string, string> = {};
  for (const entry of entries) {
    const match = /^([^=\s]+)=(.*)$/s.exec(entry);
    if (match === null) throw new KafkaProblem('misuse', `--config ${entry}: NAME=VALUE is needed`);
    config[match[1]!] = match[2]!;
  }
  return config;
}

function parseHeap(heap: number | undefined): number | undefined {
  if (heap === undefined) return undefined;
  if (Number.isSafeInteger(heap) && heap >= 64 && heap <= 65_536) return heap;
  throw new KafkaProblem('misuse', `--heap ${heap}: a whole number of MiB from 64 is needed`);
}
