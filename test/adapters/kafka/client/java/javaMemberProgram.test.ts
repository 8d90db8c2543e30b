import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChildGuard } from '../../../../../src/adapters/kafka/broker/childGuard.ts';
import { openKafkaClient } from '../../../../../src/adapters/kafka/client/openKafkaClient.ts';
import { whyNoJavaMember } from '../../../../../src/adapters/kafka/client/java/javaMemberProgram.ts';
import type { PreparationOptions } from '../../../../../src/adapters/kafka/broker/kafkaJars.ts';
import { writeProgram } from '../../childProcesses.ts';
import { temporaryFolder } from '../../temporaryFolder.ts';

const BANNER = 'echo \'openjdk version "17.0.15" 2025-04-15\' >&2';

/** A machine whose PATH has these programs only. */
function machine(programs: Readonly<Record<string, string>>): PreparationOptions {
  const folder = temporaryFolder();
  const path = join(folder, 'bin');
  mkdirSync(path);
  symlinkSync(execFileSync('/bin/sh', ['-c', 'command -v sh']).toString().trim(), join(path, 'sh'));
  for (const [name, script] of Object.entries(programs)) writeProgram(path, name, script);
  return {
    cacheFolder: join(folder, 'cache'),
    environment: { PATH: path, HOME: folder },
    guard: null as unknown as ChildGuard,
    signal: undefined,
    onProgress: () => {},
  };
}

describe('the Java member on a machine', () => {
  it('without Java cannot be had', async () => {
    expect(await whyNoJavaMember(machine({}))).toMatch(/^java is not on the PATH\. Kafka 4 needs/);
    await expect(openKafkaClient('java', machine({}))).rejects.toThrow(/java is not on the PATH/);
  });

  it('with an old Java cannot be had', async () => {
    const old = machine({ java: 'echo \'java version "1.8.0_412"\' >&2' });
    expect(await whyNoJavaMember(old)).toMatch(/^java is Java 8\./);
  });

  it('with a runtime only says that a JDK is needed, and how to get one', async () => {
    const why = await whyNoJavaMember(machine({ java: BANNER }));
    expect(why).toMatch(
      /^javac is not there\. The Java member is compiled once, which needs a JDK/,
    );
    expect(why).toContain('openjdk-17-jdk-headless');
  });

  it('without Maven and without the jars says what fetches them', async () => {
    const why = await whyNoJavaMember(machine({ java: BANNER, javac: 'exit 0' }));
    expect(why).toBe("mvn: no such program: it fetches Kafka's jars, once.");
  });

  it('with all of it can be had', async () => {
    const whole = machine({ java: BANNER, javac: 'exit 0', mvn: 'exit 0' });
    expect(await whyNoJavaMember(whole)).toBeNull();
  });
});
