import { describe, expect, it } from 'vitest';
import type { GroupFact } from '../../../src/report/collect/groupFacts.ts';
import { groupTable } from '../../../src/report/text/groupTable.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

const PLAIN = { colour: false };

describe('groupTable', () => {
  const [fact] = scriptPicture(crashScript()).groups as [GroupFact];

  it('looks like kafka-consumer-groups --describe where there is room', () => {
    expect(groupTable(fact, { ...PLAIN, width: 140 })).toEqual([
      'Group coupon-issue-group: Stable, generation 2, assigned by range',
      'GROUP               TOPIC                 PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  ' +
        'CONSUMER-ID  HOST  CLIENT-ID',
      'coupon-issue-group  coupon-issue-request  0          4               4               0    ' +
        'c2-1         /c2   c2',
    ]);
  });

  it('is two tables at 80 columns', () => {
    expect(groupTable(fact, PLAIN)).toEqual([
      'Group coupon-issue-group: Stable, generation 2, assigned by range',
      'TOPIC                 PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CLIENT-ID',
      'coupon-issue-request  0          4               4               0    c2',
      '',
      'CONSUMER-ID  HOST  CLIENT-ID  #PARTITIONS',
      'c2-1         /c2   c2         1',
    ]);
  });

  it('has dashes for what there is not', () => {
    const script = new RunScript({ backend: 'kafka' }).requested('REQ-1').ended('deadline');
    const [alone] = scriptPicture(script).groups as [GroupFact];
    expect(groupTable(alone, PLAIN)).toEqual([
      'Group coupon-issue-group',
      'TOPIC                 PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CLIENT-ID',
      'coupon-issue-request  0          -               1               -    -',
    ]);
  });
});
