import { describe, expect, it } from 'vitest';
import { couponFacts } from '../../../src/report/collect/couponFacts.ts';
import type { GroupFact } from '../../../src/report/collect/groupFacts.ts';
import { couponTable } from '../../../src/report/text/couponTable.ts';
import { groupTable } from '../../../src/report/text/groupTable.ts';
import { topicTable } from '../../../src/report/text/topicTable.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture, scriptReport } from '../scriptReport.ts';

const PLAIN = { colour: false };

describe('topicTable', () => {
  it('looks like kafka-topics --describe', () => {
    const script = new RunScript({ partitions: 2 }).started('broker-1').requested('REQ-1');
    expect(topicTable(scriptPicture(script.ended('deadline')).topics)).toEqual([
      'Topic: coupon-issue-request  PartitionCount: 2  ReplicationFactor: 1',
      '  Partition: 0  Leader: 1  Replicas: 1  Isr: 1  Records: 1  Keys: 1',
      '  Partition: 1  Leader: 1  Replicas: 1  Isr: 1  Records: 0  Keys: 0',
    ]);
  });

  it('shows what is not known as such', () => {
    const { topics } = scriptPicture(new RunScript({ backend: 'kafka' }).ended('drained'));
    expect(topicTable(topics)[1]).toBe(
      '  Partition: 0  Leader: ?  Replicas: ?  Isr: ?  Records: 0  Keys: 0',
    );
  });
});

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

describe('couponTable', () => {
  it('tells what became of each coupon', () => {
    const facts = couponFacts(scriptReport(crashScript()));
    const [sold] = facts;
    const unknown = { ...sold!, couponId: '한정판', stock: null, stockLeft: null };
    const table = couponTable([...facts, { ...unknown, soldOutAtUs: null }], PLAIN);
    expect(table.map((line) => line.replace(/\d+\.\d{3} s/, '10.005 s'))).toEqual([
      'coupon  stock  issued  left  sold out at  refused: sold out  duplicates',
      '1           3       3     0     10.005 s                  1           1',
      '한정판   none       3     -            -                  1           1',
    ]);
  });
});
