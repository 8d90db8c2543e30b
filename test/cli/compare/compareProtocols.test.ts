import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonDocument } from '../../../src/cli/compare/comparisonDocument.ts';
import { displayWidth } from '../../../src/report/text/displayWidth.ts';
import { runHere } from '../runHere.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const folder = temporaryFolder();

async function documentOf(...args: readonly string[]): Promise<ComparisonDocument> {
  const { stdout, exitCode } = await runHere('compare', ...args, '--json');
  const document = JSON.parse(stdout) as ComparisonDocument;
  expect(exitCode).toBe(document.exitCode);
  return document;
}

describe('compare on the rebalance of the lesson', () => {
  it('shows what protocols differ in, and what not', async () => {
    const { arms, exposure, status } = await documentOf('rebalance');
    expect(status).toBe('holds');
    const [eager, cooperative, still, consumer] = arms;
    expect(arms.map(({ protocol }) => protocol)).toEqual([
      'eager',
      'cooperative',
      'static',
      'consumer',
    ]);
    // Eager takes everything from everybody; the others only what moves.
    const stoppedByJoin = arms.map(
      ({ disturbances }) =>
        disturbances.find(({ what }) => what === 'c3 starts')?.stoppedPartitions,
    );
    expect(stoppedByJoin).toEqual([3, 1, 3, 1]);
    expect(eager!.revokedNeedlessly).toBeGreaterThan(0);
    expect([cooperative!.revokedNeedlessly, consumer!.revokedNeedlessly]).toEqual([0, 0]);
    expect(still!.revokedNeedlessly).toBe(eager!.revokedNeedlessly);
    // A second round, for what cooperative moves.
    expect(cooperative!.generations).toBeGreaterThan(eager!.generations);
    // A crash is noticed by silence, whatever the protocol.
    for (const { slowestToConvergeUs } of arms) {
      expect(slowestToConvergeUs).toBeGreaterThan(9e6);
      expect(slowestToConvergeUs).toBeLessThan(12e6);
    }
    expect(new Set(arms.map(({ issued, soldOut }) => `${issued} ${soldOut}`))).toEqual(
      new Set(['180 61']),
    );
    expect(exposure.isEqual).toBe(true);
    // In the arm of KIP-848 another consumer has the record that the fault waits for.
    expect(exposure.faults[0]!.byArm.map(({ victim }) => victim)).toEqual(['c1', 'c1', 'c1', 'c2']);
  });

  it('prints it at 80 columns, the same every time', async () => {
    const first = await runHere('compare', 'rebalance', '--no-report');
    const second = await runHere('compare', 'rebalance', '--no-report');
    expect(first.exitCode).toBe(0);
    expect(second.stdout).toBe(first.stdout);
    for (const line of first.stdout.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    expect(first.stdout).toContain('When c3 starts, eager and static stop all 3 partitions');
    expect(first.stdout).toContain('Yes. The fault struck every arm');
  });

  it('writes a page that loads nothing, and scenarios that give the same runs', async () => {
    const out = join(folder, 'page');
    const document = await documentOf('rebalance', '--out', out, '--seed', '3');
    expect(document.page).toBe(join(out, 'compare.html'));
    const page = readFileSync(document.page!, 'utf8');
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:)/);
    expect(page.match(/<svg /g)).toHaveLength(4);
    for (const { protocol, digest } of document.arms) {
      const { stdout } = await runHere('simulate', join(out, `${protocol}.yaml`), '--json');
      expect((JSON.parse(stdout) as { digest: string }).digest).toBe(digest);
    }
  });
});

describe('compare', () => {
  it('takes some of the protocols, in the order asked for', async () => {
    const { arms } = await documentOf('cli-4-group', '--protocols', 'consumer, eager');
    expect(arms.map(({ protocol }) => protocol)).toEqual(['consumer', 'eager']);
  });

  it('names the arms that a fault missed', async () => {
    const { exposure } = await documentOf('auto-commit-crash');
    expect(exposure.isEqual).toBe(false);
    expect(exposure.faults[1]!.missed).toEqual(['consumer']);
    expect(exposure.sentence).toContain('fault 2 missed consumer');
  });

  it('ends with 1 if an arm violates what the scenario asks for', async () => {
    const file = join(folder, 'bug.yaml');
    const text = readFileSync('scenarios/planted/no-dedupe.yaml', 'utf8');
    writeFileSync(file, text.slice(0, text.indexOf('expect:')));
    const { status, arms } = await documentOf(file, '--protocols', 'eager,consumer');
    expect([status, arms.map((arm) => arm.status)]).toEqual(['violated', ['violated', 'violated']]);
    expect(arms[0]!.objections[0]).toContain('once per request');
  });

  it('writes no charts if none are wanted', async () => {
    const out = join(folder, 'plain');
    const { exitCode } = await runHere('compare', 'cli-4-group', '--no-charts', '--out', out);
    expect(exitCode).toBe(0);
    expect(readFileSync(join(out, 'compare.html'), 'utf8')).not.toContain('<svg');
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    [['rebalance', '--protocols', 'eagre'], "no protocol 'eagre'"],
    [['rebalance', '--protocols', 'consumers'], 'Did you mean consumer?'],
    [['rebalance', '--protocols', 'eager,eager'], 'eager is there twice'],
    [['rebalance', '--seed', 'x'], '--seed x: a seed is a whole number'],
    [['rebalance', '--out', 'a', '--no-report'], '--out and --no-report: which one?'],
    [['nowhere.yaml'], 'nowhere.yaml: cannot be read'],
    [[], 'Something is missing'],
  ])('%j is misuse', async (args, message) => {
    const { exitCode, stderr } = await runHere('compare', ...args);
    expect([exitCode, stderr.includes('    at ')]).toEqual([3, false]);
    expect(stderr).toContain(message);
  });

  it('leaves no folder behind that it could not write into', async () => {
    const file = join(folder, 'no-folder');
    writeFileSync(file, '');
    const out = join(file, 'deep');
    const { exitCode, stderr } = await runHere('compare', 'cli-4-group', '--out', out);
    expect([exitCode, existsSync(out)]).toEqual([3, false]);
    expect(stderr).toContain('Name another folder with --out');
  });
});
