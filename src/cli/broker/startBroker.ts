import { once } from 'node:events';
import { USUAL_FIRST_PORT } from '../../adapters/kafka/broker/freePorts.ts';
import { KAFKA_VERSION } from '../../adapters/kafka/broker/kafkaJars.ts';
import { StartInterrupted } from '../../adapters/kafka/broker/kafkaProblem.ts';
import type { LocalKafka } from '../../adapters/kafka/broker/localKafka.ts';
import { KafkaRunsAlready, startLocalKafka } from '../../adapters/kafka/broker/startLocalKafka.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { Interruption } from '../interruption.ts';
import type { GivenText } from '../options/givenOption.ts';
import { parseConfig, parseDataFolder, parseFolder, parseWholeNumber } from './brokerArguments.ts';
import { reportKafkaProblem } from './reportKafkaProblem.ts';

/** What `broker start` was given. */
export interface StartBrokerOptions {
  readonly brokers: GivenText;
  readonly data: GivenText;
  readonly cache: GivenText;
  readonly port: GivenText;
  readonly config: readonly string[];
  readonly heap: GivenText;
  readonly fresh: boolean;
  readonly foreground: boolean;
}

const LEAST_HEAP_MIB = 64;
const MOST_HEAP_MIB = 65_536;

/** Starts Kafka and leaves it running, or stays with it. Returns the exit code. */
export async function startBroker(options: StartBrokerOptions): Promise<ExitCode> {
  const interruption = new Interruption();
  try {
    return await reportKafkaProblem(() => start(options, interruption));
  } catch (error) {
    if (!(error instanceof StartInterrupted)) throw error;
    console.error('Interrupted: nothing is left running.');
    return interruption.exitCode;
  } finally {
    interruption.stopListening();
  }
}

async function start(options: StartBrokerOptions, interruption: Interruption): Promise<ExitCode> {
  const startedAtMs = performance.now();
  const down = new AbortController();
  const brokers = parseWholeNumber('--brokers', options.brokers, 1, 3) === 3 ? 3 : 1;
  let kafka: LocalKafka;
  try {
    kafka = await startLocalKafka({
      brokers,
      dataFolder: parseDataFolder(options.data),
      isFresh: options.fresh,
      cacheFolder: parseFolder('--cache', options.cache),
      firstPort: parseWholeNumber('--port', options.port, 1, 65_535),
      preferredFirstPort: USUAL_FIRST_PORT,
      config: parseConfig(options.config),
      heapMib: parseWholeNumber('--heap', options.heap, LEAST_HEAP_MIB, MOST_HEAP_MIB),
      signal: interruption.signal,
      onProgress: (step) => console.error(`${step} ...`),
      onNodeDown: (nodeId) => down.abort(nodeId),
    });
  } catch (error) {
    if (error instanceof KafkaRunsAlready) return sayThatItRuns(error, brokers);
    throw error;
  }
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
  interruption: Interruption,
  down: AbortSignal,
): Promise<ExitCode> {
  // An abort signal alone does not keep us alive.
  const alive = setInterval(() => {}, 1 << 30);
  const end = AbortSignal.any([interruption.signal, down]);
  if (!end.aborted) await once(end, 'abort');
  clearInterval(alive);
  if (down.aborted) {
    const nodeId = down.reason as number;
    console.error(`Node ${nodeId} has ended. Its log: ${kafka.node(nodeId).paths.log}`);
  }
  console.error('Stopping ...');
  await kafka.stop();
  return interruption.signal.aborted ? interruption.exitCode : EXIT.unknown;
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

function stopHint(data: GivenText): string {
  if (typeof data !== 'string') return 'Stop it with: partition-lab broker stop';
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
