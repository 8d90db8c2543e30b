import { describe, expect, it } from 'vitest';
import type { PartitionLag } from '../../../src/report/collect/lagSeries.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

function lagAt({ steps }: PartitionLag, atUs: number): number {
  return steps.findLast((step) => step.atUs <= atUs)?.lag ?? 0;
}

describe('LagCollector', () => {
  it('has a step for each change of the lag', () => {
    const [lag] = scriptPicture(crashScript()).lags;
    expect(lag!.steps.map((step) => step.lag)).toEqual([0, 1, 2, 3, 4, 3, 0]);
    expect(lag!.highest).toBe(4);
    expect(lag!.sliceUs).toBe(1);
    expect(lag!.commits.map(({ value }) => value)).toEqual([1, 4]);
  });

  it('believes the coordinator, and the clients only where it does not speak', () => {
    const told = crashScript();
    const silent = told.events.filter(
      ({ type }) => type !== 'OffsetStored' && type !== 'RecordsAppended',
    );
    const script = new RunScript({ consumers: ['c1', 'c2'] }).emit(...silent);
    const [lag] = scriptPicture(script).lags;
    expect(lag!.steps.map((step) => step.lag)).toEqual([0, 1, 2, 3, 4, 3, 0]);
    const [exact] = scriptPicture(told).lags;
    expect(lag!.commits[0]!.atUs).toBeGreaterThan(exact!.commits[0]!.atUs);
  });

  it('knows all partitions of the header, and those that are added', () => {
    const script = new RunScript({ partitions: 2 }).at(5).emit({
      type: 'PartitionsAdded',
      atUs: 5_000_000,
      process: 'broker-1',
      topic: 'coupon-issue-request',
      before: 2,
      after: 4,
    });
    const { lags } = scriptPicture(script.ended('drained'));
    expect(lags.map(({ partition, steps }) => [partition, steps[0]!.atUs])).toEqual([
      [0, 0],
      [1, 0],
      [2, 5_000_000],
      [3, 5_000_000],
    ]);
  });

  it('thins out in slices of time: highest and last lag of each are true', () => {
    const script = new RunScript().started('c1').assigned(1, { c1: [0] });
    // Lag goes up to 1 and down to 0 for each of many records, then there is a long silence.
    for (let offset = 0; offset < 4000; offset++) {
      script.at(10 + offset * 0.01).written(null);
      script.at(10.005 + offset * 0.01).offsetStored('c1', offset + 1);
    }
    script.at(60).written(null).written(null).at(100).ended('drained');
    const [lag] = scriptPicture(script).lags;
    expect(lag!.steps.length).toBeLessThan(2000);
    expect(lag!.sliceUs).toBeGreaterThan(1);
    expect(lag!.highest).toBe(2);
    expect(lagAt(lag!, 5_000_000)).toBe(0);
    expect(lagAt(lag!, 55_000_000)).toBe(0);
    expect(lagAt(lag!, 90_000_000)).toBe(2);
    expect(lag!.steps.filter((step) => step.lag === 1).length).toBeGreaterThan(100);
    expect(lag!.commits.at(-1)!.value).toBe(4000);
  });
});
