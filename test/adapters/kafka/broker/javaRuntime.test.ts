import { describe, expect, it } from 'vitest';
import { findJava, majorVersionIn } from '../../../../src/adapters/kafka/broker/javaRuntime.ts';
import { writeProgram } from '../childProcesses.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

/** A folder with a program `java` that prints this and ends so. */
function folderWithJava(banner: string, exitCode = 0): string {
  const folder = temporaryFolder();
  writeProgram(folder, 'java', `echo '${banner}' >&2; exit ${exitCode}`);
  return folder;
}

describe('findJava', () => {
  it('takes Java 17 and newer', async () => {
    const PATH = folderWithJava('openjdk version "21.0.4" 2024-07-16 LTS');
    expect(await findJava({ PATH })).toMatchObject({ program: 'java', majorVersion: 21 });
  });

  it.each(['openjdk version "11.0.2" 2019-01-15', 'java version "1.8.0_412"'])(
    'refuses %s, and says what to install',
    async (banner) => {
      const finding = findJava({ PATH: folderWithJava(banner) });
      await expect(finding).rejects.toThrow(/is Java (11|8)\. Kafka 4 needs Java 17/);
    },
  );

  it('says so if there is none', async () => {
    const finding = findJava({ PATH: temporaryFolder() });
    await expect(finding).rejects.toThrow(/java is not on the PATH.*openjdk-17/);
  });

  it('looks in JAVA_HOME first, and names it', async () => {
    const home = temporaryFolder();
    const PATH = folderWithJava('openjdk version "17.0.15"');
    const finding = findJava({ PATH, JAVA_HOME: home });
    await expect(finding).rejects.toThrow(`JAVA_HOME has no ${home}/bin/java`);
  });

  it.each([
    ['fails', 'openjdk version "17.0.1"', 1, /-version failed/],
    ['says no version', 'Hello', 0, /does not say its version \("Hello"\)/],
  ])('refuses one that %s', async (_, banner, exitCode, message) => {
    await expect(findJava({ PATH: folderWithJava(banner, exitCode) })).rejects.toThrow(message);
  });
});

describe('majorVersionIn', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_412"', 8],
    ['openjdk version "25" 2025-09-16', 25],
    ['openjdk version "24-ea" 2025-03-18', 24],
    ['something else', null],
  ])('%s', (banner, version) => {
    expect(majorVersionIn(banner)).toBe(version);
  });
});
