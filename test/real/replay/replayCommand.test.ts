import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHistoryFile } from '../../../src/adapters/node/historyFile.ts';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { buildCommandLine, type BuiltCommandLine } from '../../cli/builtCommandLine.ts';
import { whyNoKafka } from '../kafka/usableKafka.ts';

const missing = await whyNoKafka();

describe.skipIf(missing !== null)('partition-lab replay', () => {
  let program: BuiltCommandLine;
  let folder: string;
  const javaHome = process.env.JAVA_HOME;
  const env = javaHome === undefined ? {} : { JAVA_HOME: javaHome };

  beforeAll(async () => {
    program = await buildCommandLine('replay');
    folder = mkdtempSync(join(tmpdir(), 'partition-lab-replay-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Processes of our runs that are still there: their command line names our bundle. */
  function membersLeft(): readonly string[] {
    const listed = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
    const member = join(dirname(program.script), 'kafkaMember.js');
    return listed.split('\n').filter((line) => line.includes(member));
  }

  async function savedEvents(path: string): Promise<readonly HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    await readHistoryFile(path, () => ({ onEvent: (event) => void events.push(event) }));
    return events;
  }

  it('runs, compares, writes the report and leaves nothing behind', async () => {
    const out = join(folder, 'whole');
    const args = ['replay', 'crash-before-commit', '--quiet', '--out', out, '--no-charts'];
    const { exitCode, stdout, stderr } = await program.run(args, { env });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/Every rule holds/);
    const document = JSON.parse(readFileSync(join(out, 'differences.json'), 'utf8')) as {
      isFaithful: boolean;
    };
    expect(document.isFaithful).toBe(true);
    expect(membersLeft()).toEqual([]);
    // The kill landed between the effect and the commit.
    const events = await savedEvents(join(out, 'history.jsonl'));
    const ofC1 = events.filter(({ process }) => process === 'c1');
    expect(ofC1.slice(-3)).toMatchObject([
      { type: 'EffectCommitted', partition: 0, offset: 7 },
      { type: 'FaultInjected' },
      { type: 'Crashed' },
    ]);
    // The effect was there: the next owner finds it and does nothing.
    const again = events.filter((event) => event.type === 'HandlerEnded' && event.offset === 7);
    expect(again).toMatchObject([{ process: 'c2', outcome: 'DUPLICATE' }]);
    expect(events.some(({ type }) => type === 'AssignmentStored')).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'RunEnded', reason: 'drained' });
  });

  it('after Ctrl-C keeps the history so far, gives no verdict and ends everything', async () => {
    const out = join(folder, 'interrupted');
    const args = ['replay', 'practice-1-same-coupon', '--time-scale', '0.3', '--out', out];
    let isInterrupted = false;
    const { exitCode, stderr } = await program.run(args, {
      env,
      // Told once the cluster is there.
      onOutput: (child, stdout) => {
        if (isInterrupted || !stdout.includes('on this machine')) return;
        isInterrupted = true;
        child.kill('SIGINT');
      },
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Interrupted: there is no verdict');
    const events = await savedEvents(join(out, 'history.jsonl'));
    expect(events.at(-1)).toMatchObject({ type: 'RunEnded', reason: 'interrupted' });
    expect(membersLeft()).toEqual([]);
  });

  it('says that nobody answers at an address', async () => {
    const args = ['replay', 'practice-1-same-coupon', '-q', '--broker', '127.0.0.1:1'];
    const { exitCode, stderr } = await program.run(args, { env });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no Kafka answers at 127.0.0.1:1');
  });

  it('refuses by name what the client cannot do, before anything starts', async () => {
    const args = ['replay', 'consumer-protocol-join', '--client', 'kafkajs'];
    const { exitCode, stderr } = await program.run(args, { env });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('the client kafkajs cannot do group.protocol: consumer');
  });

  it('refuses by name what the cluster cannot do, before anything starts', async () => {
    const args = ['replay', 'coordinator-failover', '--broker', 'docker'];
    const { exitCode, stdout, stderr } = await program.run(args, { env });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^fault 1 \(crash broker-3, .*use --broker local$/m);
    expect(stdout).toBe('');
  });
});
