import { describe, expect, it } from 'vitest';
import { redeliveredCount } from '../../../src/report/collect/redeliveryGroups.ts';
import { redeliveryOutcomes } from '../../../src/report/collect/redeliveryOutcomes.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript } from '../crashScript.ts';
import { scriptReport } from '../scriptReport.ts';

describe('redeliveryOutcomes', () => {
  it('says what came of the records the second time', () => {
    const { verdicts, picture } = scriptReport(crashScript());
    const outcomes = redeliveryOutcomes(verdicts.redeliveries, picture.deliveries);
    expect([...outcomes.keys()]).toEqual([1]);
    expect([...outcomes.get(1)!]).toEqual([
      ['DUPLICATE', 1],
      ['ISSUED', 2],
    ]);
  });

  it('says nothing where not every redelivery was kept', () => {
    const script = new RunScript()
      .started('c1', 'c2')
      .at(0.5)
      .assigned(1, { c1: [0] });
    script
      .polled('c1', 0, 5000)
      .at(3)
      .crashed('c1')
      .at(9)
      .assigned(2, { c2: [0] });
    script.polled('c2', 0, 5000).ended('deadline');
    const { verdicts, picture } = scriptReport(script);
    expect(redeliveredCount(verdicts.redeliveries)).toBe(5000);
    expect(redeliveryOutcomes(verdicts.redeliveries, picture.deliveries).size).toBe(0);
  });
});
