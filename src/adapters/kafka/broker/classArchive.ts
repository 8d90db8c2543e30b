import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endProcess, killProcess } from './endProcess.ts';
import { formatNode, randomUuid } from './formatNode.ts';
import { planOnFreePorts } from './freePorts.ts';
import { trainingArguments, type KafkaRuntime } from './jvmArguments.ts';
import type { PreparationOptions } from './kafkaJars.ts';
import { throwIfInterrupted } from './kafkaProblem.ts';
import { LAB_SESSION_TIMEOUTS, propertiesText, serverProperties } from './serverProperties.ts';
import { spawnNode } from './spawnNode.ts';
import { temporaryName } from './temporaryName.ts';
import { waitForAnswer } from './waitForAnswer.ts';

const START_LIMIT_MS = 60_000;
/** Writing the archive takes seconds, on a busy machine more. */
const END_LIMIT_MS = 60_000;

/**
 * Runs a broker once, with nothing in it, and keeps the classes that it loaded. False: no archive
 * came of it. A start is slower without, and that is all.
 */
export async function trainClassArchive(
  runtime: KafkaRuntime,
  archive: string,
  { cacheFolder, guard, signal }: PreparationOptions,
): Promise<boolean> {
  const work = join(cacheFolder, temporaryName('classes'));
  try {
    const [node] = await planOnFreePorts(1, []);
    const folders = { data: join(work, 'data'), metadata: join(work, 'meta') };
    const clusterId = randomUuid();
    await mkdir(work, { recursive: true });
    await formatNode(node!.id, clusterId, folders, runtime.bootstrapCheckpoint);
    const properties = join(work, 'server.properties');
    const cluster = {
      host: '127.0.0.1',
      nodes: [node!],
      sessions: LAB_SESSION_TIMEOUTS,
      overrides: {},
    };
    await writeFile(properties, propertiesText(serverProperties(node!, cluster, folders)));
    const unfinished = join(work, 'classes.jsa');
    const args = trainingArguments(runtime, unfinished, properties);
    const files = { folder: work, log: join(work, 'broker.log') };
    const { identity, ended } = await spawnNode(runtime.javaProgram, args, files, guard);
    try {
      const target = { ...node!, host: cluster.host, clusterId, brokerIds: [node!.id] };
      const isUp = await waitForAnswer(target, START_LIMIT_MS, anyOf(ended, signal));
      throwIfInterrupted(signal);
      if (!isUp || (await endProcess(identity, END_LIMIT_MS, signal)) !== 'ended') {
        throwIfInterrupted(signal);
        return false;
      }
    } finally {
      await killProcess(identity);
    }
    if (!(await hasBytes(unfinished))) return false;
    await rename(unfinished, archive);
    return true;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function anyOf(...signals: (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}

async function hasBytes(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size > 0;
  } catch {
    return false;
  }
}
