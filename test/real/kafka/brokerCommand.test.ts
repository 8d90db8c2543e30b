import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  readClusterRecord,
  runningNodes,
} from '../../../src/adapters/kafka/broker/clusterRecord.ts';
import { isPortFree } from '../../../src/adapters/kafka/broker/freePorts.ts';
import { eventually } from '../../adapters/kafka/eventually.ts';
import {
  buildCommandLine,
  type BuiltCommandLine,
  type Outcome,
  type RunOptions,
} from '../../cli/builtCommandLine.ts';
import { KAFKA_CACHE, whyNoKafka } from './usableKafka.ts';

const missing = await whyNoKafka();

describe.skipIf(missing !== null)('partition-lab broker', () => {
  let program: BuiltCommandLine;
  let home: string;
  let data: string;
  const javaHome = process.env.JAVA_HOME;

  function run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const env = {
      ...(javaHome === undefined ? {} : { JAVA_HOME: javaHome }),
      XDG_STATE_HOME: home,
      ...options.env,
    };
    return program.run(['broker', ...args], { ...options, env });
  }

  function start(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return run(['start', '--cache', KAFKA_CACHE, ...args], options);
  }

  function runningIn(folder: string): number {
    const record = readClusterRecord(folder);
    return record === null ? 0 : runningNodes(record).length;
  }

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'partition-lab-broker-'));
    data = join(home, 'partition-lab', 'broker');
    program = await buildCommandLine('broker');
  });
  afterAll(async () => {
    await run(['stop']);
    rmSync(home, { recursive: true, force: true });
  });

  it('starts, says that it runs already, tells its state, shows its log, and stops', async () => {
    const started = await start([]);
    expect(started).toMatchObject({ exitCode: 0 });
    expect(started.stdout).toMatch(
      /^Kafka 4\.3\.1 runs, ready in [\d.]+ s\.\n {2}bootstrap {2}127/,
    );
    const again = await start([]);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toMatch(/^Kafka runs already: 1 broker at 127\.0\.0\.1:\d+/);
    const other = await start(['--brokers', '3']);
    expect(other.exitCode).toBe(3);
    expect(other.stderr).toContain('Stop it first');

    const status = await run(['status']);
    expect(status.exitCode).toBe(0);
    expect(status.stdout).toMatch(/^1 +broker, controller +answers +\d+ +\d+ +\d+ MiB$/m);
    const json = JSON.parse((await run(['status', '--json'])).stdout) as unknown;
    expect(json).toMatchObject({ isUp: true, dataFolder: data, nodes: [{ state: 'answers' }] });
    const logs = await run(['logs']);
    expect(logs.exitCode).toBe(0);
    expect(logs.stdout).toContain('Kafka Server started');
    expect((await run(['logs', '--node', '4'])).stderr).toBe('--node 4: there are only 1\n');

    const followed: string[] = [];
    const following = run(['logs', '--follow'], { onOutput: (_, out) => followed.push(out) });
    await eventually('the log is shown', () => followed.length > 0);
    const stopped = await run(['stop']);
    expect(stopped).toMatchObject({ exitCode: 0, stderr: '' });
    expect(stopped.stdout).toMatch(/^Kafka is stopped, in [\d.]+ s/);
    expect((await following).exitCode).toBe(0);
    expect(runningIn(data)).toBe(0);
    expect(await run(['status'])).toMatchObject({
      exitCode: 1,
      stdout: `No Kafka runs: ${data}\n`,
    });
    expect(await run(['stop'])).toMatchObject({ exitCode: 0, stdout: `No Kafka runs: ${data}\n` });
  });

  it('leaves nothing running after Ctrl-C during a start', async () => {
    const folder = join(home, 'interrupted');
    let wasInterrupted = false;
    const outcome = await start(['--data', folder], {
      onOutput: (child, _, err) => {
        if (wasInterrupted || !err.includes('Starting')) return;
        wasInterrupted = true;
        child.kill('SIGINT');
      },
    });
    expect(outcome).toMatchObject({ exitCode: 130, stdout: '' });
    expect(outcome.stderr).toContain('Interrupted: nothing is left running.');
    expect(runningIn(folder)).toBe(0);
  });

  it('leaves nothing running when it is killed in mid-start', async () => {
    const folder = join(home, 'killed');
    const starting = start(['--data', folder], {
      onOutput: (child, _, err) => {
        if (!err.includes('Starting')) return;
        void eventually('Kafka is being started', () => runningIn(folder) > 0).then(() =>
          child.kill('SIGKILL'),
        );
      },
    });
    expect((await starting).exitCode).toBeNull();
    await eventually('its Kafka has ended too', () => runningIn(folder) === 0);
    // And what it left does not stand in the way of the next.
    expect((await start(['--data', folder])).exitCode).toBe(0);
    expect((await run(['stop', '--data', folder])).exitCode).toBe(0);
  });

  it('stays in the foreground if asked, and stops Kafka at Ctrl-C', async () => {
    const folder = join(home, 'foreground');
    let isAsked = false;
    const outcome = await start(['--data', folder, '--foreground'], {
      onOutput: (child, out) => {
        if (isAsked || !out.includes('Ctrl-C stops it')) return;
        isAsked = true;
        child.kill('SIGINT');
      },
    });
    expect(outcome.exitCode).toBe(130);
    expect(outcome.stdout).toContain('bootstrap');
    expect(outcome.stderr).toContain('Stopping ...');
    expect(runningIn(folder)).toBe(0);
  });

  it('ends at once at a second Ctrl-C, and Kafka with it', async () => {
    const folder = join(home, 'impatient');
    const outcome = await start(['--data', folder, '--foreground'], {
      onOutput: (child, out) => {
        if (out.includes('Ctrl-C stops it')) child.kill('SIGINT');
      },
    });
    expect(outcome.exitCode).toBe(130);
    await eventually('its Kafka has ended too', () => runningIn(folder) === 0);
  });

  it('ends with what Kafka says of a config that it refuses, and frees its ports', async () => {
    const folder = join(home, 'refused');
    const outcome = await start(['--data', folder, '--config', 'num.partitions=abc']);
    expect(outcome.exitCode).toBe(3);
    expect(outcome.stderr).toContain('Invalid value abc for configuration num.partitions');
    const record = readClusterRecord(folder)!;
    expect(runningNodes(record)).toEqual([]);
    expect(await isPortFree(record.nodes[0]!.ports.direct)).toBe(true);
  });

  it.each([
    [['--config', 'nonsense'], /NAME=VALUE is needed/],
    [['--data', 'a', '--data', 'b'], /--data is given twice/],
    [['--data='], /--data: name a folder/],
    [['--brokers', '2'], /Choices: "1", "3"/],
    [['--config', 'node.id=7'], /node\.id: the lab decides it/],
    [['--port', '70000'], /whole number from 1 to 65535 is needed, not '70000'/],
    [['--port', '65534'], /whole number from 1 to 65532/],
    [['--heap', '3'], /whole number from 64 to 65536/],
    [['--data', '/dev/null/x'], /\/dev\/null\/x: not a folder/],
    [['--data', 'a,b'], /confuses Kafka/],
  ])('refuses %j as misuse', async (args, message) => {
    const outcome = await start(args);
    expect(outcome.exitCode).toBe(3);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
  });
});
