import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as WriteReport from '../../../src/report/writeReport.ts';
import { HISTORY_NAME, writeReport } from '../../../src/report/writeReport.ts';
import { displayWidth } from '../../../src/report/text/displayWidth.ts';
import { reportFolderProblem } from '../../../src/report/reportManifest.ts';
import type * as JudgeOnSimulator from '../../../src/scenario/judgeOnSimulator.ts';
import { judgeOnSimulator } from '../../../src/scenario/judgeOnSimulator.ts';
import { SimulationFailure } from '../../../src/sim/errors.ts';
import { runHere } from '../runHere.ts';
import { writeBuggyScenario } from '../scenarioTexts.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

vi.mock('../../../src/scenario/judgeOnSimulator.ts', async (importOriginal) => {
  const original = await importOriginal<typeof JudgeOnSimulator>();
  return { ...original, judgeOnSimulator: vi.fn(original.judgeOnSimulator) };
});
vi.mock('../../../src/report/writeReport.ts', async (importOriginal) => {
  const original = await importOriginal<typeof WriteReport>();
  return { ...original, writeReport: vi.fn(original.writeReport) };
});

const playOnce = vi.mocked(judgeOnSimulator).getMockImplementation()!;
const folder = temporaryFolder();
const buggy = writeBuggyScenario(folder);

afterEach(() => vi.unstubAllEnvs());

describe('simulate, one run', () => {
  it('prints seed and digest, then the judgement, then what happened', async () => {
    const { exitCode, stdout, stderr } = await runHere('simulate', 'rebalance', '--no-report');
    expect([exitCode, stderr]).toEqual([0, '']);
    const order = [
      /^A consumer joins and another dies/,
      /^seed 1, digest [0-9a-f]{16}/m,
      /^✓ Every rule holds, and everything that the scenario expects came true\.$/m,
      /^✓ never oversold \(holds\): /m,
      /^Expectations of the scenario$/m,
      /^What happened$/m,
      /^Delivered more than once$/m,
      /^Anomalies$/m,
      /^Topic: coupon-issue-request {2}PartitionCount: 3 {2}ReplicationFactor: 1$/m,
      /^Group coupon-issue-group: Stable, generation 4, assigned by range$/m,
      /^[\d.]+ s of virtual time in .* of real time, \d+ events$/m,
      /^Again: .* --seed 1$/m,
    ].map((pattern) => stdout.search(pattern));
    expect(order).not.toContain(-1);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
  });

  it('takes another seed, and the same seed gives the same digest', async () => {
    const runs = [];
    for (const seed of ['1', '7', '7']) {
      runs.push((await runHere('simulate', 'zombie', '--quiet', '--seed', seed)).stdout);
    }
    expect(runs[1]).toBe(runs[2]);
    expect(runs[0]).not.toBe(runs[1]);
    expect(runs[1]).toMatch(/zombie\.yaml: seed 7, digest [0-9a-f]{16}, holds\n$/);
  });

  it('ends with 1 if something is violated, and tells what', async () => {
    const { exitCode, stdout } = await runHere('simulate', buggy, '--no-report');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^✗ 2 rules violated: once per request, one coupon a user/m);
    expect(stdout).toMatch(/^✗ once per request \(violated\): /m);
    expect(stdout).toMatch(/^✗ sold out: exactly 61 \(missed\), seen \d+$/m);
  });

  it('holds if the violation is what the scenario expects', async () => {
    const { exitCode, stdout } = await runHere('simulate', 'composite-key', '--no-report');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ As the scenario expects, order per key is violated/m);
    expect(stdout).toMatch(/^✓ order per key \(violated, as expected\): /m);
  });

  it.each(['rebalance', 'cli-4-group', 'dead-letter', 'more-consumers-than-partitions'])(
    '%s fits 80 columns, but for commands',
    async (name) => {
      const { stdout } = await runHere('simulate', name, '--no-report');
      const lines = stdout.split('\n').filter((line) => !line.startsWith('Again: '));
      expect(lines.filter((line) => displayWidth(line) > 80)).toEqual([]);
      expect(stdout).not.toContain('\u001b');
    },
  );

  it('shows what console consumers have printed', async () => {
    const { stdout } = await runHere('simulate', 'cli-4-group', '--no-report');
    expect(stdout).toContain('Printed by the console consumers\nPartition:0  Offset:0  1  {');
  });

  it('obeys NO_COLOR and FORCE_COLOR', async () => {
    vi.stubEnv('FORCE_COLOR', '1');
    const coloured = await runHere('simulate', 'zombie', '--no-report');
    expect(coloured.stdout).toContain('\u001b[32m');
    vi.stubEnv('NO_COLOR', '1');
    const plain = await runHere('simulate', 'zombie', '--no-report');
    expect(plain.stdout).not.toContain('\u001b');
  });
});

describe('simulate --trace', () => {
  it('prints every event of the run once, before the judgement', async () => {
    const { stdout } = await runHere('simulate', 'cli-2-one-key', '--no-report', '--trace');
    const [trace = ''] = stdout.split('\nseed 1, digest');
    const events = trace.split('\n').filter((line) => /^ +\d+\.\d{6} {2}/.test(line));
    const count = Number(/(\d+) events$/m.exec(stdout)![1]);
    expect(events.length).toBe(count);
    expect(events.at(-1)).toContain('RunEnded');
  });

  it('prints what matches a filter only', async () => {
    const args = ['simulate', 'zombie', '--quiet', '--trace-filter', 'process:c1 type:Polled'];
    const lines = (await runHere(...args)).stdout.trimEnd().split('\n');
    expect(lines.pop()).toContain('zombie.yaml: seed 1');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/ c1 +Polled /);
  });

  it('leaves standard output to the document with --json', async () => {
    const { stdout, stderr } = await runHere('simulate', 'cli-2-one-key', '--json', '--trace');
    expect(JSON.parse(stdout)).toMatchObject({ format: 'partition-lab-run' });
    expect(stderr).toContain('RunEnded');
  });
});

describe('simulate --check-determinism', () => {
  it('says that the second run is the same', async () => {
    const { exitCode, stdout } = await runHere(
      'simulate',
      'zombie',
      '--no-report',
      '--check-determinism',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Run twice: the same \d+ events, the same digest\.$/m);
    const quiet = await runHere('simulate', 'zombie', '--quiet', '--check-determinism');
    expect(quiet.stdout).toContain(', twice alike, holds');
  });

  it.each(['--no-report', '--quiet', '--json'])(
    'names the first event that differs and ends with 1 (%s)',
    async (style) => {
      vi.mocked(judgeOnSimulator)
        .mockImplementationOnce(playOnce)
        .mockImplementationOnce((scenario, options) =>
          playOnce(scenario, { ...options, seed: options.seed + 1 }),
        );
      const outcome = await runHere('simulate', 'zombie', style, '--check-determinism');
      expect(outcome.exitCode).toBe(1);
      expect(outcome.stdout + outcome.stderr).toContain('The histories differ from event');
    },
  );
});

describe('a run that breaks', () => {
  const failure = new SimulationFailure('broken invariant: two owners of p0', 1_204_567);

  it('tells seed, time, reason and the command that shows it again, and ends with 2', async () => {
    vi.mocked(judgeOnSimulator).mockRejectedValueOnce(failure);
    const { exitCode, stdout, stderr } = await runHere('simulate', 'zombie', '--seed', '9');
    expect([exitCode, stdout]).toEqual([2, '']);
    const [first, second, ...rest] = stderr.split('\n');
    expect(first).toBe('Could not tell: the run with seed 9 broke at 1.204 s of virtual time.');
    expect(second).toBe('broken invariant: two owners of p0');
    expect(rest.join('\n')).toContain('simulate scenarios/zombie.yaml --seed 9');
    expect(stderr).not.toMatch(/^ +at /m);
    expect(existsSync('reports/zombie-seed-9')).toBe(false);
  });

  it('shows where in the program it happened if it is asked to', async () => {
    vi.stubEnv('PARTITION_LAB_DEBUG', '1');
    vi.mocked(judgeOnSimulator).mockRejectedValueOnce(failure);
    expect((await runHere('simulate', 'zombie', '--quiet')).stderr).toMatch(/^ +at /m);
  });

  it('is a document too', async () => {
    vi.mocked(judgeOnSimulator).mockRejectedValueOnce(failure);
    const { exitCode, stdout } = await runHere('simulate', 'zombie', '--json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'unknown',
      exitCode: 2,
      digest: null,
      facts: null,
      verdicts: [],
      failure: { message: 'broken invariant: two owners of p0', atUs: 1_204_567 },
    });
  });

  it('a bug that nobody foresaw is told in the same way', async () => {
    vi.mocked(judgeOnSimulator).mockRejectedValueOnce(new TypeError('x is undefined'));
    const { exitCode, stderr } = await runHere('simulate', 'zombie', '--quiet');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the run with seed 1 broke.\nx is undefined\n');
    expect(stderr).toContain('Please report it');
  });
});

describe('the report of a run', () => {
  it('goes to the folder that was named, whole, and is named last', async () => {
    const out = join(folder, 'named');
    const { stdout } = await runHere('simulate', 'cli-2-one-key', '--no-charts', '--out', out);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Report: ${join(out, 'report.html')}`);
    expect(await reportFolderProblem(out)).toBe('');
    expect(readdirSync(out).sort()).toEqual(['complete.json', 'history.jsonl', 'report.html']);
  });

  it('is written with --quiet and --json if a folder is named', async () => {
    for (const style of ['--quiet', '--json']) {
      const out = join(folder, style.slice(2));
      const args = ['simulate', 'cli-2-one-key', style, '--no-charts', '--out', out];
      const { stdout } = await runHere(...args);
      expect(await reportFolderProblem(out)).toBe('');
      if (style === '--json') {
        expect(JSON.parse(stdout)).toMatchObject({ report: join(out, 'report.html') });
      }
    }
  });

  it.each([
    ['a file', () => buggy],
    ['a folder below a file', () => join(buggy, 'below')],
  ])('cannot go to %s: exit code 3 before anything is run', async (_, out) => {
    const { exitCode, stdout, stderr } = await runHere('simulate', 'zombie', '--out', out());
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/cannot be written: .*\nName another folder with --out/);
  });

  it('leaves the whole history if it is interrupted while it is drawn', async () => {
    const out = join(folder, 'interrupted');
    vi.mocked(writeReport).mockImplementationOnce(() => {
      const listener = process.listeners('SIGINT').at(-1) as (name: NodeJS.Signals) => void;
      listener('SIGINT');
      return new Promise(() => undefined);
    });
    const { exitCode, stderr } = await runHere('simulate', 'zombie', '--out', out);
    expect(exitCode).toBe(130);
    const history = join(out, HISTORY_NAME);
    expect(stderr).toContain('Interrupted: the report is not complete. The history is');
    expect(stderr).toContain(` report ${history}`);
    expect(readFileSync(history, 'utf8').trimEnd().split('\n').at(-1)).toContain('"type":"end"');
  });
});

describe('report', () => {
  const saved = join(folder, 'saved');

  it('judges a saved history again and draws its report', async () => {
    const first = await runHere('simulate', buggy, '--no-charts', '--out', saved);
    const again = await runHere('report', join(saved, HISTORY_NAME), '--no-charts');
    expect([first.exitCode, again.exitCode]).toEqual([1, 1]);
    const withoutTime = (text: string): string => text.replace(/ in [^,\n]* of real time/, '');
    expect(withoutTime(again.stdout)).toBe(withoutTime(first.stdout));
    expect(await reportFolderProblem(saved)).toBe('');
  });

  it('says that a history was cut, and cannot tell', async () => {
    await runHere('simulate', 'zombie', '--no-charts', '--quiet', '--out', saved);
    const whole = readFileSync(join(saved, HISTORY_NAME), 'utf8');
    const cut = join(folder, 'history.jsonl.tmp');
    writeFileSync(cut, whole.slice(0, whole.length / 2));
    const out = join(folder, 'cut');
    const { exitCode, stdout } = await runHere('report', cut, '--no-charts', '--out', out);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^Incomplete: The file is cut within line \d+\.$/m);
    expect(await reportFolderProblem(out)).toBe('');
  });

  it.each([
    [[buggy], /buggy\.yaml: line 1: not a JSON object/],
    [['nowhere.jsonl'], /nowhere\.jsonl: cannot be read: there is no such file/],
    [[], /^Something is missing: partition-lab report <history>/],
    [['x', '--out', 'a', '--out', 'b'], /--out is given twice/],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await runHere('report', ...args);
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(message);
  });
});
