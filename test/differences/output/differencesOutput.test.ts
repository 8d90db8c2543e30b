import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { collectFacts } from '../../../src/differences/collectFacts.ts';
import type { RunComparison } from '../../../src/differences/compareRuns.ts';
import { compareRuns } from '../../../src/differences/compareRuns.ts';
import { overallWords, shownValues } from '../../../src/differences/output/comparisonWords.ts';
import { shareOutRows } from '../../../src/differences/output/comparisonRows.ts';
import { differencesDocument } from '../../../src/differences/output/differencesDocument.ts';
import { differencesMarkdown } from '../../../src/differences/output/differencesMarkdown.ts';
import { differencesPage } from '../../../src/differences/output/differencesPage.ts';
import { differencesText } from '../../../src/differences/output/differencesText.ts';
import { writeDifferences } from '../../../src/differences/output/writeDifferences.ts';
import { displayWidth } from '../../../src/report/text/displayWidth.ts';
import { temporaryFolder } from '../../cli/temporaryFolder.ts';
import type { RunScript } from '../../check/runScript.ts';
import { takenOver, undisturbed } from '../rules/takenOver.ts';

const EVIL = '<script>alert("`*|")</script>';

let same: RunComparison;
let timing: RunComparison;
let wrong: RunComparison;

async function compare(simulated: RunScript, real: RunScript): Promise<RunComparison> {
  Object.assign(real.header, { title: EVIL });
  const client = { name: 'kafkajs', version: '2.2.4' } as const;
  return await compareRuns(collectFacts(simulated), collectFacts(real), { client, search: null });
}

beforeAll(async () => {
  same = await compare(takenOver(2), takenOver(2));
  timing = await compare(takenOver(1), takenOver(3));
  wrong = await compare(undisturbed(), takenOver(3));
});

describe('one sentence', () => {
  test('says whether something must be looked at', () => {
    expect(overallWords(same)).toMatch(/^Both runs agree in all \d+ facts\.$/);
    expect(overallWords(timing)).toMatch(
      /; the other 2 are what Kafka or its client leaves open\.$/,
    );
    expect(overallWords(wrong)).toMatch(/differences? must be looked at: .*unexplained/);
  });
});

describe('long values', () => {
  test('are shown from shortly before the first difference', () => {
    const left = Array.from({ length: 100 }, (_, at) => `R${at}`);
    const right = [...left.slice(0, 50), 'X', ...left.slice(51)];
    const shown = shownValues({ simulated: left.join(' '), real: right.join(' ') });
    expect(shown.simulated).toMatch(/^… 47 alike … R47 R48 R49 R50 R51 .* …$/);
    expect(shown.real).toMatch(/^… 47 alike … R47 R48 R49 X R51 .* …$/);
  });

  test('that only one run has are said to be missing', () => {
    expect(shownValues({ simulated: null, real: 'a' })).toEqual({ simulated: '(none)', real: 'a' });
  });
});

describe('the terminal', () => {
  test.each([80, 60])('gets lines of at most %i columns', (width) => {
    for (const comparison of [same, timing, wrong]) {
      for (const line of differencesText(comparison, { colour: false, width })) {
        // A table is as wide as its longest name.
        if (!line.includes('time to take over') && !line.includes(': c1 to c2'))
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  test('shows both values, the reason and what shows it', () => {
    const text = differencesText(timing, { colour: false, width: 200 }).join('\n');
    expect(text).toContain('allowed nondeterminism (2)');
    expect(text).toMatch(/simulator +1\.\.3 c1 to c2 \(crash\)/);
    expect(text).toContain('Shown by: every redelivery begins at the committed offset');
  });
});

describe('the page', () => {
  test('escapes what comes from the scenario, and loads nothing', () => {
    const page = differencesPage(wrong, '');
    expect(page).not.toContain(EVIL);
    expect(page).toContain('&#60;script&#62;');
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).toContain('content="default-src ');
  });

  test('names the classes that are there', () => {
    expect(differencesPage(wrong, '')).toContain('Unexplained (');
    expect(differencesPage(timing, '')).not.toContain('Unexplained (');
    expect(differencesPage(same, '')).toContain('There is none.');
  });
});

test('share-outs that both runs have stand side by side', () => {
  const [group] = shareOutRows(wrong);
  expect(group!.rows.map(({ simulated, real }) => [simulated?.text, real?.text])).toEqual([
    ['c1: 0, c2: 1 2', 'c1: 0, c2: 1 2'],
    [undefined, 'c2: 0 1 2'],
  ]);
});

test('Markdown shows names as they are', () => {
  const text = differencesMarkdown(wrong);
  expect(text).toContain('\\<script\\>alert("\\`\\*\\|")\\</script\\>');
  expect(text).toMatch(/^\*\*Not faithful\.\*\*/m);
});

test('the document can be read by a program', () => {
  const text = JSON.stringify(differencesDocument(timing));
  const document = JSON.parse(text) as Record<string, unknown>;
  expect(document).toMatchObject({
    format: 'partition-lab-differences',
    version: 1,
    isFaithful: true,
    exitCode: 0,
    client: { name: 'kafkajs', version: '2.2.4' },
    real: { backend: 'simulator', seed: 1, timeScale: 1 },
    schedules: { run: 0, limit: 0 },
  });
  expect(document['differences']).toHaveLength(2);
  expect(document['semantics']).toContainEqual({ name: 'redelivery', result: 'allowed' });
  expect(document['semantics']).toContainEqual({ name: 'session expiry', result: 'same' });
});

describe('the report folder', () => {
  const folder = temporaryFolder();

  test('gets all three files', async () => {
    await writeDifferences(timing, join(folder, 'good'));
    expect(readdirSync(join(folder, 'good')).sort()).toEqual([
      'differences.html',
      'differences.json',
      'differences.md',
    ]);
    expect(readFileSync(join(folder, 'good', 'differences.md'), 'utf8')).toBe(
      differencesMarkdown(timing),
    );
  });

  test('is left without half a file if the disk fails', async () => {
    mkdirSync(join(folder, 'bad'));
    const fail = (step: string): void => {
      if (step === 'synced') throw new Error('disk full');
    };
    await expect(writeDifferences(timing, join(folder, 'bad'), fail)).rejects.toThrow('disk full');
    expect(readdirSync(join(folder, 'bad'))).toEqual([]);
  });
});
