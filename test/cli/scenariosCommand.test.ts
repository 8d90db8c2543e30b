import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstSentence } from '../../src/cli/listScenarios.ts';
import { ROOT } from './builtCommandLine.ts';
import { runHere } from './runHere.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const folder = temporaryFolder();

describe('scenarios', () => {
  it('lists all that are shipped, with title and first sentence, in 80 columns', async () => {
    const { exitCode, stdout, stderr } = await runHere('scenarios');
    expect([exitCode, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    const files = readdirSync(join(ROOT, 'scenarios')).filter((name) => name.endsWith('.yaml'));
    const names = lines.filter((line) => /^\S/.test(line));
    expect(names).toEqual(files.map((name) => name.replace('.yaml', '')));
    const zombie = lines.slice(lines.indexOf('zombie') + 1);
    expect(zombie[0]).toMatch(/^ {2}\S/);
  });

  it('lists the files of a folder, with those that are no scenarios', async () => {
    const good = 'title: Mine\nlesson: One thing. Another.\ntopics: { t: { partitions: 1 } }\n';
    writeFileSync(join(folder, 'a.yaml'), good);
    writeFileSync(join(folder, 'b.yml'), 'title: [\nseed: x\n');
    writeFileSync(join(folder, 'notes.txt'), 'x');
    mkdirSync(join(folder, 'c.yaml'));
    const { exitCode, stdout } = await runHere('scenarios', folder);
    expect(exitCode).toBe(0);
    const validate = (name: string): string => `partition-lab validate ${join(folder, name)}`;
    expect(stdout.trimEnd()).toBe(
      [
        'a\n  Mine\n  One thing.',
        `b\n  not a scenario, 1 problem: ${validate('b.yml')}`,
        `c\n  not a scenario, 1 problem: ${validate('c.yaml')}`,
      ].join('\n\n'),
    );
    const { stdout: json } = await runHere('scenarios', folder, '--json');
    expect(JSON.parse(json)).toMatchObject([
      { name: 'a', title: 'Mine', about: 'One thing.', problemCount: 0 },
      { name: 'b', title: '', problemCount: 1 },
      { name: 'c', title: '', problemCount: 1 },
    ]);
  });

  it('says so if there are none', async () => {
    mkdirSync(join(folder, 'empty'));
    const { stdout } = await runHere('scenarios', join(folder, 'empty'));
    expect(stdout).toBe('There are no scenarios here.\n');
  });

  it.each([
    ['none', 'there is no such file or folder'],
    ['notes.txt', 'it is not a folder'],
  ])('refuses the folder %s: %s', async (name, expected) => {
    const path = join(folder, name);
    const { exitCode, stderr } = await runHere('scenarios', path);
    expect([exitCode, stderr]).toEqual([3, `${path}: cannot be read: ${expected}\n`]);
  });
});

describe('firstSentence', () => {
  it.each([
    ['One. Two.', 'One.'],
    ['With 1.5 s of delay, e.g. here. Then "more".', 'With 1.5 s of delay, e.g. here.'],
    ['Why? Because.', 'Why?'],
    ['He said so. "Yes."', 'He said so.'],
    ['no end', 'no end'],
    ['쿠폰은 세 개. 두 번째 문장.', '쿠폰은 세 개. 두 번째 문장.'],
    ['', ''],
  ])('of %j is %j', (text, expected) => {
    expect(firstSentence(text)).toBe(expected);
  });
});
