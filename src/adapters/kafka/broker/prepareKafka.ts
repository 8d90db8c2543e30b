import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pathExists } from '../../node/pathExists.ts';
import { trainClassArchive } from './classArchive.ts';
import { freeMib } from './diskSpace.ts';
import { randomUuid } from './formatNode.ts';
import { findJava } from './javaRuntime.ts';
import { toolArguments, type KafkaRuntime } from './jvmArguments.ts';
import { provideKafkaJars, type PreparationOptions } from './kafkaJars.ts';
import { KafkaProblem, withFileProblems } from './kafkaProblem.ts';
import { shippedKafkaFolder, usableFolder } from './labFolders.ts';
import { planNodes } from './nodePlan.ts';
import { runTool } from './runTool.ts';
import { LAB_SESSION_TIMEOUTS, propertiesText, serverProperties } from './serverProperties.ts';
import { temporaryName } from './temporaryName.ts';

/** What recording the classes writes. */
const ARCHIVE_MIB = 90;

/**
 * Everything that a Kafka process needs, from the cache: Java, the jars, a formatted folder's
 * checkpoint, and the class archive. What is missing is made, once. Rejects with KafkaProblem.
 */
export async function prepareKafka(options: PreparationOptions): Promise<KafkaRuntime> {
  const cacheFolder = usableFolder(options.cacheFolder, 'the cache folder');
  const usable = { ...options, cacheFolder };
  const java = await findJava(options.environment, options.signal);
  const folder = await provideKafkaJars(usable);
  const shipped = await shippedKafkaFolder();
  const runtime: KafkaRuntime = {
    javaProgram: java.program,
    libFolder: join(folder, 'lib'),
    classArchive: null,
    log4jFile: pathToFileURL(join(shipped, 'log4j2.properties')).href,
    bootstrapCheckpoint: join(folder, 'bootstrap.checkpoint'),
  };
  return await withFileProblems(cacheFolder, async () => {
    await provideCheckpoint(runtime, usable);
    const archive = join(folder, `classes-${await archiveKey(java.banner, runtime)}.jsa`);
    if (await pathExists(archive)) return { ...runtime, classArchive: archive };
    if ((await freeMib(cacheFolder)) < ARCHIVE_MIB) return runtime;
    options.onProgress('Recording the classes of a broker, once: later starts take half the time');
    const isMade = await trainClassArchive(runtime, archive, usable);
    return isMade ? { ...runtime, classArchive: archive } : runtime;
  });
}

/** An archive fits one Java and one set of jars. */
async function archiveKey(javaBanner: string, { libFolder }: KafkaRuntime): Promise<string> {
  const jars = (await readdir(libFolder)).sort();
  const text = [javaBanner, libFolder, ...jars].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** One run of StorageTool serves every folder that is ever formatted. */
async function provideCheckpoint(
  runtime: KafkaRuntime,
  { cacheFolder, environment, guard, signal }: PreparationOptions,
): Promise<void> {
  if (await pathExists(runtime.bootstrapCheckpoint)) return;
  const work = join(cacheFolder, temporaryName('format'));
  await mkdir(work, { recursive: true });
  try {
    const nodes = planNodes(1, 29_092);
    const cluster = { host: '127.0.0.1', nodes, sessions: LAB_SESSION_TIMEOUTS, overrides: {} };
    const folders = { data: join(work, 'data'), metadata: join(work, 'data') };
    const file = join(work, 'server.properties');
    await writeFile(file, propertiesText(serverProperties(nodes[0]!, cluster, folders)));
    const main = ['kafka.tools.StorageTool', 'format', '-t', randomUuid(), '-c', file];
    const result = await runTool(runtime.javaProgram, toolArguments(runtime, main), {
      environment,
      guard,
      signal,
    });
    if (result.exitCode !== 0) {
      const said = `${result.err}${result.out}`.trim().split('\n').at(-1) ?? 'nothing';
      throw new KafkaProblem('unable', `Kafka's StorageTool failed: ${said}`);
    }
    await rename(join(work, 'data', 'bootstrap.checkpoint'), runtime.bootstrapCheckpoint);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
