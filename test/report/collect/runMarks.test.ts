import { describe, expect, it } from 'vitest';
import { RunScript } from '../../check/runScript.ts';
import { GROUP } from '../../check/scriptHeader.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

describe('MarkCollector', () => {
  it('marks rebalances from the first unstable state to the stable one', () => {
    const { rebalances } = scriptPicture(crashScript()).marks;
    expect(rebalances).toEqual([
      {
        group: GROUP,
        startUs: 500_000,
        endUs: 903_000,
        generation: 1,
        reason: 'new member c1',
      },
      {
        group: GROUP,
        startUs: 9_001_000,
        endUs: 9_502_000,
        generation: 2,
        reason: 'the session of c1 expired',
      },
    ]);
  });

  it('goes through the states of one rebalance, and ends with the run at the latest', () => {
    const script = new RunScript().at(1).groupState('PreparingRebalance', 'a', 1);
    script.at(2).groupState('CompletingRebalance', 'b', 2).at(3).ended('deadline');
    const { rebalances } = scriptPicture(script).marks;
    expect(rebalances).toEqual([
      { group: GROUP, startUs: 1_000_000, endUs: 3_000_000, generation: 2, reason: 'a' },
    ]);
  });

  it('marks pauses until the process goes on, crashes, or the run ends', () => {
    expect(scriptPicture(zombieScript()).marks.pauses).toEqual([
      { process: 'c1', startUs: 2_500_000, endUs: 12_000_000 },
    ]);
    const script = new RunScript().at(1).paused('c1').at(2).crashed('c1').at(3).paused('c2');
    const { pauses } = scriptPicture(script.at(9).ended('deadline')).marks;
    expect(pauses.map(({ process, endUs }) => [process, endUs])).toEqual([
      ['c1', 2_000_000],
      ['c2', 9_000_000],
    ]);
  });

  it('marks moments in words', () => {
    const script = new RunScript().started('c1').crashed('c1').stopped('c2');
    const fault = { atUs: script.now, process: 'c1', fault: 1, text: 'crash c1' };
    script
      .emit({ type: 'FaultInjected', ...fault })
      .quiet()
      .ended('drained');
    const { moments, endUs } = scriptPicture(script).marks;
    expect(moments.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'start: c1 starts',
      'crash: c1 crashes',
      'stop: c2 stops',
      'fault: crash c1',
      'quiet: workload and faults are over',
    ]);
    expect(endUs).toBe(script.now - 1000);
  });
});
