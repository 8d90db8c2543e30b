import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './builtCommandLine.ts';
import { runHere } from './runHere.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const GOOD = 'title: Good\ntopics:\n  t: { partitions: 3 }\n';

const folder = temporaryFolder();
mkdirSync(join(folder, 'folder.yaml'));
symlinkSync('circle.yaml', join(folder, 'circle.yaml'));

/** A file in the folder with these bytes. */
function written(name: string, bytes: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Uint8Array.from(part))),
  );
}

describe('validate', () => {
  it('accepts every shipped scenario, by path and by name', async () => {
    const names = readdirSync(join(ROOT, 'scenarios')).filter((name) => name.endsWith('.yaml'));
    const paths = names.map((name) => join(ROOT, 'scenarios', name));
    const { exitCode, stdout, stderr } = await runHere('validate', ...paths, 'rebalance');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe([...paths, 'rebalance'].map((path) => `${path}: ok\n`).join(''));
  });

  it('reports everything that is wrong with every file, and exits with 3', async () => {
    const first = written('first.yaml', `${GOOD}sed: 3\nquiet: { within: 5 }\n`);
    const second = written('second.yaml', 'title: Sale: day 1\n');
    const good = written('good.yaml', GOOD);
    const { exitCode, stdout } = await runHere('validate', first, good, second);
    expect(exitCode).toBe(3);
    expect(stdout.split('\n')).toEqual([
      `${first}:4:1: sed: unknown key "sed"; did you mean "seed"?`,
      `${first}:5:18: quiet.within: "5" has no unit; write 5ms, 5s or another of us, ms, s, m, h`,
      `${good}: ok`,
      expect.stringMatching(/second\.yaml:1:8: a second ": " on this line/),
      '',
    ]);
  });

  it('prints warnings, which are no reason to refuse', async () => {
    const path = written('warned.yaml', `${GOOD}cluster: { config: { num.io.threads: 4 } }\n`);
    const { exitCode, stdout } = await runHere('validate', path);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`warning: ${path}:4:22: cluster.config."num.io.threads": Kafka knows`);
    expect(stdout).toContain(`${path}: ok\n`);
  });

  it('prints JSON for other programs', async () => {
    const path = written('spoiled.yaml', `${GOOD}sed: 3\n`);
    const { exitCode, stdout } = await runHere('validate', '--json', path, 'rebalance');
    expect(exitCode).toBe(3);
    const message = 'unknown key "sed"; did you mean "seed"?';
    expect(JSON.parse(stdout)).toEqual([
      {
        file: path,
        errors: [{ file: path, line: 4, column: 1, path: 'sed', message }],
        warnings: [],
      },
      { file: 'rebalance', errors: [], warnings: [] },
    ]);
  });

  it.each([
    ['a byte order mark', bytesOf([0xef, 0xbb, 0xbf], GOOD)],
    ['lines that end as on Windows', GOOD.replaceAll('\n', '\r\n')],
    ['no end of the last line', GOOD.trimEnd()],
  ])('accepts %s', async (_, bytes) => {
    expect((await runHere('validate', written('accepted.yaml', bytes))).exitCode).toBe(0);
  });

  it.each([
    ['nothing', '', '1:1: the file is empty; a scenario begins with "title:"'],
    ['a NUL', bytesOf(GOOD, [0]), '4:1: a NUL byte: this is no text, or not in UTF-8'],
    ['UTF-16', Buffer.from(`\uFEFF${GOOD}`, 'utf16le'), '1:1: the file is text in UTF-16'],
    ['UTF-16, high bytes first', bytesOf([0xfe, 0xff, 0, 0x74]), '1:1: the file is text in UTF-16'],
    ['UTF-16 without a mark', Buffer.from(GOOD, 'utf16le'), '1:2: a NUL byte: this is no text'],
    ['Latin-1', bytesOf('title: caf', [0xe9], '\n'), '1:11: the file is not UTF-8'],
    ['half a character', bytesOf(GOOD, 'lesson: ', [0xec, 0xbf]), '4:9: the file is not UTF-8'],
    ['a bad byte behind a mark', bytesOf([0xef, 0xbb, 0xbf, 0x78, 0xff]), '1:2: the file is not'],
    ['a picture', bytesOf([0x89], 'PNG\r\n', [0x1a, 0x0a, 0, 0]), '1:1: the file is not UTF-8'],
    ['five million bytes', 'x'.repeat(5_000_000), '1:1: the file has more than 1000000 characters'],
  ])('refuses a file with %s', async (_, bytes, expected) => {
    const path = written('refused.yaml', bytes);
    for (const command of ['validate', 'simulate']) {
      const { exitCode, stdout, stderr } = await runHere(command, path);
      expect(exitCode).toBe(3);
      expect(`${stdout}${stderr}`).toContain(`${path}:${expected}`);
    }
  });

  it.each([
    ['folder.yaml', 'it is a folder, not a file'],
    ['circle.yaml', 'the path goes in circles'],
    ['none.yaml', 'there is no such file or folder'],
    ['refused.yaml/x.yaml', 'a part of the path is a file, not a folder'],
  ])('refuses %s: %s', async (name, expected) => {
    const path = join(folder, name);
    const { exitCode, stdout } = await runHere('validate', path);
    expect(exitCode).toBe(3);
    expect(stdout).toBe(`${path}:1:1: cannot be read: ${expected}\n`);
    const simulated = await runHere('simulate', path);
    expect(simulated.exitCode).toBe(3);
    expect(simulated.stderr).toContain(`${path}: cannot be read: ${expected}`);
  });

  it('needs the name of a file', async () => {
    expect((await runHere('validate')).exitCode).toBe(3);
  });
});
