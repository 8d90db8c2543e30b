import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { HistoryFile } from '../../src/adapters/node/historyFile.ts';
import type { RunScript } from '../check/runScript.ts';
import { takenOver, undisturbed } from '../differences/rules/takenOver.ts';
import { runHere } from './runHere.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const folder = temporaryFolder();
const path = (name: string): string => join(folder, name);

function save(name: string, { header, events }: RunScript, change: object = {}): void {
  const file = new HistoryFile(path(name), { ...header, ...change });
  for (const event of events) file.onEvent(event);
  file.finish();
}

beforeAll(() => {
  save('model.jsonl', takenOver(1));
  save('timing.jsonl', takenOver(3));
  save('calm.jsonl', undisturbed());
  save('real.jsonl', takenOver(3), { backend: 'kafka' });
  save('other.jsonl', takenOver(3), { title: 'another' });
  save('shrunk.jsonl', takenOver(3), { timeScale: 0.3 });
  save('seed.jsonl', takenOver(3), { seed: 77 });
});

describe('differences', () => {
  test('of what Kafka leaves open: exit code 0, and a report where it was asked for', async () => {
    const out = path('report');
    const run = await runHere(
      'differences',
      path('model.jsonl'),
      path('timing.jsonl'),
      '--out',
      out,
    );
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('allowed nondeterminism (2)');
    expect(run.stdout).toContain(join(out, 'differences.html'));
    expect(existsSync(join(out, 'differences.json'))).toBe(true);
  });

  test('that nobody explains: exit code 1', async () => {
    const run = await runHere('differences', path('calm.jsonl'), path('timing.jsonl'));
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('unexplained');
  });
});

describe('is misused, and says so in a line', () => {
  test.each([
    ['no such file', ['model.jsonl', 'nothing.jsonl'], /nothing\.jsonl: cannot be read/],
    ['the real one first', ['real.jsonl', 'model.jsonl'], /was not simulated/],
    ['two scenarios', ['model.jsonl', 'other.jsonl'], /runs of two scenarios/],
    ['two time scales', ['model.jsonl', 'shrunk.jsonl'], /1 \(simulated\).*replay --time-scale 1/],
    ['two seeds', ['model.jsonl', 'seed.jsonl'], /77 \(real\).*simulate --seed 77/],
  ])('%s', async (_, files, message) => {
    const run = await runHere('differences', ...files.map(path));
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  test.each([
    ['--schedules', '-1'],
    ['--schedules', '1.5'],
    ['--client', 'sarama'],
    ['--out', ''],
  ])('%s %s', async (option, value) => {
    const files = [path('model.jsonl'), path('timing.jsonl')];
    const run = await runHere('differences', ...files, `${option}=${value}`);
    expect(run.exitCode).toBe(3);
    expect(run.stderr).not.toContain('bug of partition-lab');
  });

  test('a history that was cut is not judged', async () => {
    const { header, events } = takenOver(1);
    const lines = [header, ...events].map((line) => JSON.stringify(line));
    writeFileSync(path('cut.jsonl'), `${lines.join('\n')}\n`);
    const run = await runHere('differences', path('model.jsonl'), path('cut.jsonl'));
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('Nothing is compared');
  });
});
