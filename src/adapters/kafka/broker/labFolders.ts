import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { KafkaProblem } from './kafkaProblem.ts';

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where jars and the class archive are kept: they can be made again at any time. */
export function defaultCacheFolder(environment: Environment, platform: string): string {
  const xdg = environment.XDG_CACHE_HOME;
  if (xdg !== undefined && xdg !== '') return join(xdg, 'partition-lab');
  const home = environment.HOME ?? homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'partition-lab');
  return join(home, '.cache', 'partition-lab');
}

/** Where `broker start` keeps the cluster's data, whatever folder it is called in. */
export function defaultDataFolder(environment: Environment, platform: string): string {
  const xdg = environment.XDG_STATE_HOME;
  if (xdg !== undefined && xdg !== '') return join(xdg, 'partition-lab', 'broker');
  const home = environment.HOME ?? homedir();
  if (platform === 'darwin')
    return join(home, 'Library', 'Application Support', 'partition-lab', 'broker');
  return join(home, '.local', 'state', 'partition-lab', 'broker');
}

/** The folder `kafka` of this package (pom.xml, log4j2.properties), wherever it is installed. */
export async function shippedKafkaFolder(): Promise<string> {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'kafka');
    try {
      await access(join(candidate, 'pom.xml'));
      return candidate;
    } catch {
      if (dirname(folder) === folder)
        throw new KafkaProblem('unable', 'kafka/pom.xml of this package is missing: reinstall it');
    }
  }
}

/**
 * The absolute path of a folder that Kafka and Java get to see. Their lists of paths have no way to
 * quote a separator.
 */
export function usableFolder(path: string, what: string): string {
  const absolute = resolve(path);
  const bad = /[,:;*\n\r]/.exec(absolute);
  if (bad === null) return absolute;
  const character = JSON.stringify(bad[0]);
  throw new KafkaProblem('misuse', `${what} ${absolute}: ${character} in a path confuses Kafka`);
}
