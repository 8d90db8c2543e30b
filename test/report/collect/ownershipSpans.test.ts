import { describe, expect, it } from 'vitest';
import { RunScript } from '../../check/runScript.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

function spansOf(script: RunScript): string[] {
  const seconds = (us: number): string => (us / 1e6).toFixed(1);
  return scriptPicture(script).spans.map(
    ({ consumer, partition, startUs, endUs, end, supersededUs }) => {
      const until = supersededUs === null ? '' : `, another's from ${seconds(supersededUs)}`;
      return `${consumer} ${partition}: ${seconds(startUs)} to ${seconds(endUs)}, ${end}${until}`;
    },
  );
}

describe('OwnershipCollector', () => {
  it('ends with the crash of the owner, and with the run', () => {
    expect(spansOf(crashScript())).toEqual([
      'c1 0: 0.9 to 3.0, crashed',
      'c2 0: 9.5 to 11.0, run ended',
    ]);
  });

  it('knows from when a former owner is a zombie', () => {
    expect(spansOf(zombieScript())).toEqual([
      "c1 0: 0.5 to 12.0, lost, another's from 8.0",
      'c2 0: 8.0 to 13.0, run ended',
    ]);
  });

  it('ends when partitions are given back or the consumer stops', () => {
    const script = new RunScript({ partitions: 2 }).started('c1', 'c2');
    script
      .at(1)
      .assigned(1, { c1: [0, 1] })
      .at(2)
      .revoked('c1', 1, 1);
    script.at(3).told('c2', 2, [1]).at(4).stopped('c1').at(5).ended('drained');
    expect(spansOf(script)).toEqual([
      'c1 1: 1.0 to 2.0, revoked',
      'c1 0: 1.0 to 4.0, stopped',
      'c2 1: 3.0 to 5.0, run ended',
    ]);
  });

  it('goes on through an assignment that leaves the partition where it is', () => {
    const script = new RunScript().started('c1').at(1).told('c1', 1, [0]);
    script.at(3).told('c1', 2, [0]).at(5).ended('drained');
    expect(spansOf(script)).toEqual(['c1 0: 1.0 to 5.0, run ended']);
  });

  it('is not superseded by itself after it came back', () => {
    const script = new RunScript().started('c1').at(1).told('c1', 1, [0]).at(2).crashed('c1');
    script.started('c1').at(4).told('c1', 2, [0]).at(5).ended('drained');
    expect(spansOf(script)).toEqual(['c1 0: 1.0 to 2.0, crashed', 'c1 0: 4.0 to 5.0, run ended']);
  });
});
