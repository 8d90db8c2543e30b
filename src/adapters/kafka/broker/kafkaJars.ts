import { createHash } from 'node:crypto';
import { readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildGuard } from './childGuard.ts';
import { demandSpace } from './diskSpace.ts';
import { KafkaProblem, makeFolder, withFileProblems } from './kafkaProblem.ts';
import { shippedKafkaFolder, type Environment } from './labFolders.ts';
import { removeStale, temporaryName } from './temporaryName.ts';
import { MissingProgram, runTool } from './runTool.ts';

/** The Kafka that the lab runs: the version in kafka/pom.xml. */
export const KAFKA_VERSION = '4.3.1';

/** The jars, and room for the class archive. */
const LEAST_FREE_MIB = 150;
const ADVICE =
  "Kafka's jars are fetched once, by Maven: install it (Debian, Ubuntu: maven; macOS: brew " +
  'install maven) and put mvn on the PATH.';

/** What getting ready needs to know. */
export interface PreparationOptions {
  readonly cacheFolder: string;
  readonly environment: Environment;
  readonly guard: ChildGuard;
  readonly signal: AbortSignal | undefined;
  /** Told what takes time. */
  readonly onProgress: (step: string) => void;
}

/**
 * The folder of this Kafka in the cache, with all jars in `lib`: copied by Maven the first time.
 * Rejects with KafkaProblem if there is no Maven, or no way for it to get them.
 */
export async function provideKafkaJars(options: PreparationOptions): Promise<string> {
  const { cacheFolder, onProgress } = options;
  const pom = await shippedPom();
  const folder = await folderOf(pom, cacheFolder);
  if (await isComplete(folder)) return folder;
  return await withFileProblems(cacheFolder, async () => {
    await makeFolder(cacheFolder);
    await removeStale(cacheFolder);
    await demandSpace(cacheFolder, LEAST_FREE_MIB);
    onProgress(`Fetching the jars of Kafka ${KAFKA_VERSION} with Maven, once`);
    const work = join(cacheFolder, temporaryName('jars'));
    try {
      await copyJars(pom, join(work, 'lib'), options);
      if (!(await isComplete(work)))
        throw new KafkaProblem('unable', "Maven copied no jar of Kafka's broker: look at its log");
      await putInPlace(work, folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return folder;
  });
}

/** True if the jars are in the cache. */
export async function hasKafkaJars(cacheFolder: string): Promise<boolean> {
  return await isComplete(await folderOf(await shippedPom(), cacheFolder));
}

async function shippedPom(): Promise<string> {
  return join(await shippedKafkaFolder(), 'pom.xml');
}

async function folderOf(pom: string, cacheFolder: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 8);
  return join(cacheFolder, `kafka-${KAFKA_VERSION}-${digest}`);
}

async function isComplete(folder: string): Promise<boolean> {
  try {
    const broker = await stat(join(folder, 'lib', `kafka_2.13-${KAFKA_VERSION}.jar`));
    return broker.size > 0;
  } catch {
    return false;
  }
}

async function copyJars(
  pom: string,
  libFolder: string,
  { cacheFolder, environment, guard, signal }: PreparationOptions,
): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime'];
  const args = ['-q', '-B', '-f', pom, ...goal, `-DoutputDirectory=${libFolder}`];
  let result;
  try {
    result = await runTool('mvn', args, { environment, guard, signal, folder: cacheFolder });
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    throw new KafkaProblem('unable', `mvn is not on the PATH. ${ADVICE}`);
  }
  if (result.exitCode === 0) return;
  const log = join(cacheFolder, 'maven.log');
  await writeFile(log, `${result.out}${result.err}`);
  throw new KafkaProblem('unable', mavenComplaint(`${result.out}${result.err}`, log));
}

/** Maven's failure in a sentence or two; all of it is in the log. */
export function mavenComplaint(ansiOutput: string, log: string): string {
  // Maven colours what it says, even in a pipe.
  const output = ansiOutput.replace(/\u001b\[[\d;]*m/g, '');
  const whole = `All that Maven said: ${log}`;
  if (/No space left on device/.test(output))
    return `Maven could not write Kafka's jars: the disk is full. ${whole}`;
  const isUnreachable =
    /No plugin found|Unknown ?host|Could not transfer|refused|timed out|Connect to |offline/i;
  if (isUnreachable.test(output))
    return (
      "Maven could not reach its repository for Kafka's jars: a network is needed once, or a " +
      `mirror in Maven's own settings (~/.m2/settings.xml). ${whole}`
    );
  const first = output.split('\n').find((line) => line.includes('ERROR')) ?? output.split('\n')[0];
  return `Maven failed to copy Kafka's jars: ${(first ?? '').trim()}. ${whole}`;
}

/** Another start may have been faster: then its folder is used. */
async function putInPlace(work: string, folder: string): Promise<void> {
  try {
    await rename(work, folder);
  } catch (error) {
    if (await isComplete(folder)) return;
    const names = await readdir(folder).catch(() => null);
    if (names === null) throw error;
    // What is there is not whole, and nothing completes it.
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
  }
}
