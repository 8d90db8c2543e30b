import { describe, expect, it } from 'vitest';
import type { ReplayArguments } from '../../../src/cli/replay/replayRequest.ts';
import { parseReplayRequest } from '../../../src/cli/replay/replayRequest.ts';

const NOTHING: ReplayArguments = {
  file: 'rebalance',
  broker: 'local',
  bootstrap: undefined,
  client: undefined,
  'time-scale': undefined,
  seed: undefined,
  postgres: undefined,
  schedules: '200',
  out: undefined,
  'no-report': undefined,
  'no-charts': undefined,
  json: undefined,
  quiet: undefined,
};

const parse = (given: Partial<ReplayArguments>): ReturnType<typeof parseReplayRequest> =>
  parseReplayRequest({ ...NOTHING, ...given });

describe('parseReplayRequest', () => {
  it('asks for a local Kafka, the client that fits and a report, if nothing is said', () => {
    expect(parse({})).toEqual({
      file: 'rebalance',
      broker: { type: 'local' },
      client: null,
      timeScale: null,
      seed: null,
      postgresUrl: null,
      scheduleLimit: 200,
      output: 'text',
      report: { folder: null, charts: true },
    });
  });

  it.each([
    ['docker', { type: 'docker' }],
    ['testcontainers', { type: 'testcontainers' }],
    ['localhost:9092', { type: 'remote', bootstrap: ['localhost:9092'] }],
    ['a.b:1, [::1]:9092', { type: 'remote', bootstrap: ['a.b:1', '[::1]:9092'] }],
  ])('takes the broker %s', (broker, expected) => {
    expect(parse({ broker }).broker).toEqual(expected);
  });

  it.each(['kafka', 'host:', 'host:0', 'host:70000', ':9092', 'a:1,b', 'http://a:1'])(
    'refuses the broker %s',
    (broker) => {
      expect(() => parse({ broker })).toThrow(`--broker ${broker}: wanted is local, docker`);
    },
  );

  it('takes the address of any Kafka by its usual name too, but only one place', () => {
    const remote = { type: 'remote', bootstrap: ['a:1', 'b:2'] };
    expect(parse({ bootstrap: 'a:1,b:2' }).broker).toEqual(remote);
    expect(() => parse({ bootstrap: 'docker' })).toThrow('--bootstrap docker: wanted is HOST:PORT');
    expect(() => parse({ broker: 'docker', bootstrap: 'a:1' })).toThrow('say where it is once');
    expect(() => parse({ bootstrap: ['a:1', 'b:2'] })).toThrow('--bootstrap is given twice');
  });

  it.each(['0', '-1', '11', 'fast', '1e-3', ''])('refuses the time scale %s', (scale) => {
    expect(() => parse({ 'time-scale': scale })).toThrow('--time-scale');
  });

  it('takes a time scale as a decimal', () => {
    expect(parse({ 'time-scale': '0.3' }).timeScale).toBe(0.3);
    expect(parse({ 'time-scale': '.5' }).timeScale).toBe(0.5);
  });

  it('names the client that was probably meant', () => {
    expect(parse({ client: 'java' }).client).toBe('java');
    expect(() => parse({ client: 'kafkjs' })).toThrow('Did you mean kafkajs?');
  });

  it('writes no report for programs, unless a folder is named', () => {
    expect(parse({ json: true })).toMatchObject({ output: 'json', report: null });
    expect(parse({ quiet: true, out: 'x' }).report).toEqual({ folder: 'x', charts: true });
    expect(() => parse({ out: 'x', 'no-report': true })).toThrow('which one?');
    expect(() => parse({ out: ['x', 'y'] })).toThrow('given twice');
  });
});
