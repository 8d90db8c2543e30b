import { join } from 'node:path';
import { KafkaProblem } from './kafkaProblem.ts';
import type { Environment } from './labFolders.ts';
import { MissingProgram, runTool } from './runTool.ts';

const LEAST_VERSION = 17;
const ADVICE =
  'Kafka 4 needs Java 17 or newer: install one (Debian, Ubuntu: openjdk-17-jre-headless; ' +
  'macOS: brew install openjdk) and put java on the PATH or set JAVA_HOME.';

/** A Java that runs Kafka. */
export interface JavaRuntime {
  readonly program: string;
  readonly majorVersion: number;
  /** All that it says of itself: another Java says another thing. */
  readonly banner: string;
}

/** Looks for Java: in JAVA_HOME, else on the PATH. Rejects with KafkaProblem: none, or too old. */
export async function findJava(
  environment: Environment,
  signal?: AbortSignal,
): Promise<JavaRuntime> {
  const home = environment.JAVA_HOME;
  const program = home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');
  const banner = await bannerOf(program, environment, signal);
  const majorVersion = majorVersionIn(banner);
  if (majorVersion === null) {
    const said = banner.split('\n')[0] ?? '';
    throw new KafkaProblem('unable', `${program} does not say its version ("${said}"). ${ADVICE}`);
  }
  if (majorVersion < LEAST_VERSION)
    throw new KafkaProblem('unable', `${program} is Java ${majorVersion}. ${ADVICE}`);
  return { program, majorVersion, banner };
}

async function bannerOf(
  program: string,
  environment: Environment,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    const { exitCode, out, err } = await runTool(program, ['-version'], { environment, signal });
    if (exitCode === 0) return `${err}${out}`.trim();
    throw new KafkaProblem('unable', `${program} -version failed. ${ADVICE}`);
  } catch (error) {
    if (!(error instanceof MissingProgram)) throw error;
    const where = program === 'java' ? 'java is not on the PATH' : `JAVA_HOME has no ${program}`;
    throw new KafkaProblem('unable', `${where}. ${ADVICE}`);
  }
}

/** `17` of `openjdk version "17.0.15"`, `8` of `java version "1.8.0_412"`; `null` if it is none. */
export function majorVersionIn(banner: string): number | null {
  const match = /version "(?:1\.)?(\d+)/.exec(banner);
  return match === null ? null : Number(match[1]);
}
