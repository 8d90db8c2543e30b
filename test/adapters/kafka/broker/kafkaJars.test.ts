import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ChildGuard } from '../../../../src/adapters/kafka/broker/childGuard.ts';
import {
  KAFKA_VERSION,
  mavenComplaint,
  provideKafkaJars,
} from '../../../../src/adapters/kafka/broker/kafkaJars.ts';
import { shippedKafkaFolder } from '../../../../src/adapters/kafka/broker/labFolders.ts';
import { writeProgram } from '../childProcesses.ts';
import { eventually } from '../eventually.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

interface Provision {
  readonly folder: Promise<string>;
  readonly steps: readonly string[];
}

/** Provides the jars with a Maven that is this script. */
function provide(maven: string | null, cacheFolder: string, signal?: AbortSignal): Provision {
  const bin = temporaryFolder();
  if (maven !== null) writeProgram(bin, 'mvn', maven);
  const guard = new ChildGuard();
  onTestFinished(() => guard.release());
  const steps: string[] = [];
  const environment = { PATH: `${bin}${maven === null ? '' : ':/usr/bin:/bin'}` };
  const onProgress = (step: string): void => void steps.push(step);
  const options = { cacheFolder, environment, guard, signal, onProgress };
  return { folder: provideKafkaJars(options), steps };
}

const COPIES_JARS = `
for arg; do case "$arg" in -DoutputDirectory=*) out=\${arg#*=} ;; esac; done
mkdir -p "$out" && echo jar > "$out/kafka_2.13-${KAFKA_VERSION}.jar"`;

describe('provideKafkaJars', () => {
  it('has Maven copy them once, and finds them again', async () => {
    const cache = join(temporaryFolder(), 'cache', 'lab');
    const first = provide(COPIES_JARS, cache);
    const folder = await first.folder;
    expect(readdirSync(join(folder, 'lib'))).toEqual([`kafka_2.13-${KAFKA_VERSION}.jar`]);
    expect(first.steps).toHaveLength(1);
    const second = provide('exit 1', cache);
    expect(await second.folder).toBe(folder);
    expect(second.steps).toEqual([]);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it('is not misled by what a start left that was killed', async () => {
    const cache = temporaryFolder();
    const left = join(cache, `.preparing-${1 << 30}-jars`);
    mkdirSync(join(left, 'lib'), { recursive: true });
    await provide(COPIES_JARS, cache).folder;
    expect(existsSync(left)).toBe(false);
  });

  it('says what to install if there is no Maven', async () => {
    const { folder } = provide(null, temporaryFolder());
    await expect(folder).rejects.toThrow(/mvn is not on the PATH.*install it/);
  });

  it('says what went wrong, keeps all that Maven said, and leaves nothing half done', async () => {
    const cache = temporaryFolder();
    const { folder } = provide('echo "[ERROR] Unknown host repo.example"; exit 1', cache);
    await expect(folder).rejects.toThrow(/could not reach its repository/);
    expect(readdirSync(cache)).toEqual(['maven.log']);
    expect(readFileSync(join(cache, 'maven.log'), 'utf8')).toContain('Unknown host');
  });

  it('does not believe a Maven that copies nothing', async () => {
    await expect(provide('exit 0', temporaryFolder()).folder).rejects.toThrow(/copied no jar/);
  });

  it('can be called off, and ends Maven', async () => {
    const calledOff = new AbortController();
    const cache = temporaryFolder();
    const mark = join(cache, 'began');
    const { folder } = provide(`touch '${mark}'; sleep 1000`, cache, calledOff.signal);
    const rejected = expect(folder).rejects.toThrow('interrupted');
    await eventually('Maven runs', () => existsSync(mark));
    calledOff.abort();
    await rejected;
    expect(readdirSync(cache)).toEqual(['began']);
  });

  it('says so if the cache cannot be written to', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o444);
    await expect(provide(COPIES_JARS, join(file, 'cache')).folder).rejects.toThrow(/not a folder/);
  });
});

describe('kafka/pom.xml', () => {
  it('is of the version that the lab names', async () => {
    const pom = readFileSync(join(await shippedKafkaFolder(), 'pom.xml'), 'utf8');
    expect(pom).toContain(`<kafka.version>${KAFKA_VERSION}</kafka.version>`);
  });
});

describe('mavenComplaint', () => {
  it.each([
    ['[ERROR] Failed: Could not transfer artifact a:b:jar:1', /could not reach its repository/],
    ["\u001b[1;31m[ERROR] No plugin found for prefix 'dependency'", /could not reach/],
    ['[ERROR] /lab/lib: No space left on device', /the disk is full/],
    ['noise\n[ERROR] Non-parseable POM\nmore', /: \[ERROR\] Non-parseable POM\./],
    ['', /Maven failed/],
  ])('%j', (output, message) => {
    expect(mavenComplaint(output, '/lab/maven.log')).toMatch(message);
    expect(mavenComplaint(output, '/lab/maven.log')).toContain('/lab/maven.log');
  });
});
