import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BuiltCommandLine, RunOptions } from './builtCommandLine.ts';
import { buildCommandLine } from './builtCommandLine.ts';
import { writeBuggyScenario, writeEndlessScenario } from './scenarioTexts.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const folder = temporaryFolder();
const buggy = writeBuggyScenario(folder);
const endless = writeEndlessScenario(folder);
let built: BuiltCommandLine;

/** Sends a signal, once, as soon as something has been printed. */
function sendWhen(
  signal: NodeJS.Signals,
  isTime: (stdout: string, stderr: string) => boolean,
): NonNullable<RunOptions['onOutput']> {
  let isSent = false;
  return (child, stdout, stderr) => {
    if (isSent || !isTime(stdout, stderr)) return;
    isSent = true;
    child.kill(signal);
  };
}

beforeAll(async () => {
  built = await buildCommandLine('command-line');
});

describe('the command line as it is shipped', () => {
  it('shows all commands, and the help of each with examples', async () => {
    const { exitCode, stdout } = await built.run(['--help']);
    expect(exitCode).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}partition-lab (\w+)/gm)].map((match) => match[1]!);
    expect(commands).toEqual(expect.arrayContaining(['simulate', 'report', 'partition']));
    const helps = await Promise.all(
      ['simulate', 'report'].map(async (command) => await built.run([command, '--help'])),
    );
    for (const help of helps) {
      expect(help.exitCode).toBe(0);
      expect(help.stdout).toContain('Examples:');
      for (const line of help.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('lists the shipped scenarios if none is named, and says how to run one', async () => {
    const { exitCode, stdout } = await built.run(['simulate'], { cwd: folder });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^rebalance\n {2}A consumer joins and another dies in the middle/m);
    expect(stdout).toMatch(/^Run one with: +node \S+cli\.js simulate rebalance$/m);
  });

  it('runs from any folder, finds scenarios by name, and writes its report there', async () => {
    const args = ['simulate', 'cli-2-one-key', '--no-charts', '--seed', '3'];
    const { exitCode, stdout, stderr } = await built.run(args, { cwd: folder });
    expect([exitCode, stderr]).toEqual([0, '']);
    const page = join('reports', 'cli-2-one-key-seed-3', 'report.html');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Report: ${page}`);
    expect(existsSync(join(folder, page))).toBe(true);
  });

  it.each([
    [['simulate', 'zombie', '--sede', '4'], 'There is no option --sede. Did you mean --seed?'],
    [['simulate', 'zombie', 'x.yaml'], "'x.yaml' is one word too many."],
    [['simulate', 'zombie', '--seed', 'x'], '--seed x: a seed is a whole number'],
    [['simulate', 'nowhere.yaml'], 'nowhere.yaml: cannot be read: there is no such file'],
    [['simulat'], "There is no such command. Did you mean 'simulate'?"],
    [[], 'Name a command.'],
  ])('%j: exit code 3 and a plain message', async (args, message) => {
    const { exitCode, stdout, stderr } = await built.run(args);
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('ends quietly if nobody reads on', async () => {
    const outcome = await built.run(['simulate', endless, '--trace', '--no-report'], {
      onOutput: (child) => child.stdout!.destroy(),
    });
    expect(outcome.exitCode).toBe(141);
    expect(outcome.stderr).toBe('');
  });
});

describe('a sweep', () => {
  /** The last lines tell of the machine. */
  const withoutEffort = (text: string): string => text.replace(/\n\n[^\n]*seeds\/s\n$/, '');

  it('gives the same with any number of workers', async () => {
    const sweep = ['simulate', 'cli-2-one-key', '--seeds', '1..100'];
    const [one, two, three] = await Promise.all(
      ['1', '2', '3'].map(async (workers) => await built.run([...sweep, '--workers', workers])),
    );
    expect(one!.exitCode).toBe(0);
    expect(one!.stdout).toContain('✓ Everything holds with each of 100 seeds.');
    expect(one!.stdout).toMatch(/on one thread: [\d,]+ seeds\/s\n$/);
    expect(two!.stdout).toMatch(/on 2 threads: [\d,]+ seeds\/s\n$/);
    expect(withoutEffort(two!.stdout)).toBe(withoutEffort(one!.stdout));
    expect(withoutEffort(three!.stdout)).toBe(withoutEffort(one!.stdout));
  });

  it('stops at the same seed with any number of workers', async () => {
    const sweep = ['simulate', buggy, '--seeds', '5..500', '--max-violations', '3', '--json'];
    const [one, two] = await Promise.all(
      ['1', '2'].map(async (workers) => {
        const { exitCode, stdout } = await built.run([...sweep, '--workers', workers]);
        expect(exitCode).toBe(1);
        return { ...(JSON.parse(stdout) as object), workers: 0, realUs: 0, seedsPerSecond: 0 };
      }),
    );
    expect(two).toEqual(one);
    expect(one).toMatchObject({
      seeds: { first: 5, last: 500, run: 3 },
      end: 'enough violations',
      failing: [{ seed: 5 }, { seed: 6 }, { seed: 7 }],
    });
  });

  it('names the seeds that do not hold and the command that replays one', async () => {
    const { exitCode, stdout } = await built.run(['simulate', buggy, '--seeds', '8..9']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ 2 of 2 seeds violated.');
    expect(stdout).toContain('rule once per request: 2 seeds (8..9)');
    expect(stdout).toMatch(/^Again: node \S+cli\.js simulate \S+buggy\.yaml --seed 8$/m);
    const quiet = await built.run(['simulate', buggy, '--seeds', '8..9', '--stop-at-first', '-q']);
    expect(quiet.stdout).toMatch(/^\S+: seeds 8\.\.9, digest \w{16}, violated: Stopped after 1 of/);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: prints what is known so far and ends with %i', async (signal, exitCode) => {
    const args = ['simulate', 'cli-2-one-key', '--seeds', '1..9999999', '--workers', '2'];
    const outcome = await built.run(args, {
      onOutput: sendWhen(signal, (_, stderr) => stderr.includes(' of 9,999,999 seeds, all hold')),
    });
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.stdout).toMatch(/^\? Interrupted after [\d,]+ of 9,999,999 seeds: all of them/m);
    expect(outcome.stdout).toContain('What the runs went through');
  });

  it('can be interrupted on one thread, too, and then has a document', async () => {
    const args = ['simulate', 'cli-2-one-key', '--seeds', '1..9999999', '--workers', '1', '--json'];
    const outcome = await built.run(args, {
      onOutput: sendWhen('SIGINT', (_, stderr) => stderr.includes(' of 9,999,999 seeds')),
    });
    expect(outcome.exitCode).toBe(130);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      end: 'interrupted',
      digest: null,
      status: 'unknown',
      exitCode: 130,
    });
  });
});

describe('a single run', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: leaves nothing half written and ends with %i', async (signal, exitCode) => {
    const cwd = temporaryFolder();
    const outcome = await built.run(['simulate', endless, '--trace'], {
      cwd,
      onOutput: sendWhen(signal, (stdout) => stdout.includes(' Polled ')),
    });
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.stderr).toContain('Interrupted: the run with seed 1 is not judged');
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('that was killed leaves a history that is known to be cut', async () => {
    const cwd = temporaryFolder();
    await built.run(['simulate', endless, '--trace'], {
      cwd,
      // By then a good part of the history has been written.
      onOutput: sendWhen('SIGKILL', (stdout) => stdout.length > 300_000),
    });
    const left = join('reports', 'endless-seed-1', 'history.jsonl.tmp');
    expect(existsSync(join(cwd, left))).toBe(true);
    const { exitCode, stdout } = await built.run(['report', left, '--no-charts'], { cwd });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('Incomplete: The file is cut');
  });
});
