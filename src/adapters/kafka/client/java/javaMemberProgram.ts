import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathExists } from '../../../node/pathExists.ts';
import { findJava, type JavaRuntime } from '../../broker/javaRuntime.ts';
import { hasKafkaJars, provideKafkaJars, type PreparationOptions } from '../../broker/kafkaJars.ts';
import { KafkaProblem, withFileProblems } from '../../broker/kafkaProblem.ts';
import { shippedKafkaFolder, usableFolder } from '../../broker/labFolders.ts';
import { MissingProgram, runTool } from '../../broker/runTool.ts';
import { lockForStart } from '../../broker/startLock.ts';
import { temporaryName } from '../../broker/temporaryName.ts';

/** How a Java member is started. */
export interface JavaMemberProgram {
  readonly javaProgram: string;
  readonly args: readonly string[];
}

const JARS = /^(kafka-clients|slf4j-api|lz4-java|snappy-java|zstd-jni)-.*\.jar$/;
const MAIN = 'partitionlab.member.Member';
const LOCK_PAUSE_MS = 50;
/** Compiling takes two seconds, on a busy machine more. */
const LOCK_LIMIT_MS = 120_000;
const ADVICE =
  'The Java member is compiled once, which needs a JDK, not only a Java runtime: install one ' +
  '(Debian, Ubuntu: openjdk-17-jdk-headless; macOS: brew install openjdk), or use another client.';

/** A member needs little; start-up matters more than peak speed. */
const FLAGS = [
  '-Xmx64m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
  '-Dfile.encoding=UTF-8',
];

/**
 * The Java member, compiled and with its classes archived, from the cache; made there the first
 * time. Rejects with KafkaProblem: no Java, no JDK, no Maven.
 */
export async function provideJavaMember(options: PreparationOptions): Promise<JavaMemberProgram> {
  const usable = { ...options, cacheFolder: usableFolder(options.cacheFolder, 'the cache folder') };
  const java = await findJava(options.environment, options.signal);
  const kafkaFolder = await provideKafkaJars(usable);
  const sources = join(await shippedKafkaFolder(), 'member');
  const key = await digestOf(sources, java);
  const folder = join(kafkaFolder, `member-${key}`);
  const lib = join(kafkaFolder, 'lib');
  const jars = (await readdir(lib))
    .filter((name) => JARS.test(name))
    .map((name) => join(lib, name));
  await withFileProblems(kafkaFolder, async () => {
    if (await pathExists(folder)) return;
    const unlock = await lockWhenFree(kafkaFolder, folder);
    if (unlock === null) return;
    try {
      await build(sources, folder, { java, jars, options: usable });
    } finally {
      unlock();
    }
  });
  return { javaProgram: java.program, args: runArguments(folder, jars, 'run') };
}

/**
 * Why this machine cannot run the Java member, in a sentence or two; null: it can. Nothing is
 * compiled or fetched for the answer.
 */
export async function whyNoJavaMember(options: PreparationOptions): Promise<string | null> {
  const { cacheFolder, environment, signal } = options;
  try {
    const java = await findJava(environment, signal);
    const tools = { java, jars: [], options };
    await runJdk('javac', ['-version'], tools);
    if (!(await hasKafkaJars(cacheFolder))) await runTool('mvn', ['-v'], { environment, signal });
    return null;
  } catch (error) {
    if (error instanceof MissingProgram) return `${error.message}: it fetches Kafka's jars, once.`;
    if (error instanceof KafkaProblem) return error.message;
    throw error;
  }
}

function runArguments(folder: string, jars: readonly string[], mode: 'run' | 'train'): string[] {
  const archive = join(folder, 'member.jsa');
  return [
    ...FLAGS,
    mode === 'run' ? `-XX:SharedArchiveFile=${archive}` : `-XX:ArchiveClassesAtExit=${archive}`,
    // An archive of another Java is ignored: no word of that.
    '-Xlog:cds=off',
    '-Xlog:cds+dynamic=off',
    '-cp',
    [join(folder, 'member.jar'), ...jars].join(':'),
    MAIN,
    ...(mode === 'train' ? ['train'] : []),
  ];
}

/** What was compiled from other sources, or by another Java, is another member. */
async function digestOf(sources: string, java: JavaRuntime): Promise<string> {
  const hash = createHash('sha256').update(java.banner);
  for (const name of (await sourceFiles(sources)).sort()) hash.update(await readFile(name));
  return hash.digest('hex').slice(0, 12);
}

async function sourceFiles(sources: string): Promise<string[]> {
  const names = await readdir(sources);
  return names.filter((name) => name.endsWith('.java')).map((name) => join(sources, name));
}

/** Members start several at once: one of them builds. null: another one has built it. */
async function lockWhenFree(kafkaFolder: string, folder: string): Promise<(() => void) | null> {
  const endMs = performance.now() + LOCK_LIMIT_MS;
  for (;;) {
    try {
      const unlock = lockForStart(kafkaFolder);
      if (!(await pathExists(folder))) return unlock;
      unlock();
      return null;
    } catch (error) {
      if (!(error instanceof KafkaProblem) || performance.now() > endMs) throw error;
    }
    await sleep(LOCK_PAUSE_MS);
    if (await pathExists(folder)) return null;
  }
}

interface Tools {
  readonly java: JavaRuntime;
  readonly jars: readonly string[];
  readonly options: PreparationOptions;
}

/** In a folder of another name, until all of it is there. */
async function build(sources: string, folder: string, tools: Tools): Promise<void> {
  const { java, jars, options } = tools;
  options.onProgress('Compiling the Java member, once');
  const work = join(options.cacheFolder, temporaryName('member'));
  try {
    const classes = join(work, 'classes');
    await mkdir(classes, { recursive: true });
    const files = await sourceFiles(sources);
    await runJdk('javac', ['-proc:none', '-d', classes, '-cp', jars.join(':'), ...files], tools);
    const jar = join(work, 'member.jar');
    await runJdk('jar', ['--create', '--file', jar, '-C', classes, '.'], tools);
    await rm(classes, { recursive: true });
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  // The archive knows where the jar lies, so it comes after the move. A member runs without too.
  const { environment, guard, signal } = options;
  const train = runArguments(folder, jars, 'train');
  await runTool(java.program, train, { environment, guard, signal });
}

async function runJdk(name: string, args: readonly string[], tools: Tools): Promise<void> {
  const { java, options } = tools;
  const { environment, guard, signal } = options;
  // Beside java in JAVA_HOME, else on the PATH as java is.
  const program = java.program === 'java' ? name : join(java.program, '..', name);
  let result;
  try {
    result = await runTool(program, args, { environment, guard, signal });
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    throw new KafkaProblem('unable', `${program} is not there. ${ADVICE}`);
  }
  if (result.exitCode === 0) return;
  const said = `${result.err}${result.out}`.trim().split('\n')[0] ?? '';
  throw new KafkaProblem('unable', `${program} failed: ${said}`);
}
