import { describe, expect, it } from 'vitest';
import { topicTable } from '../../../src/report/text/topicTable.ts';
import { RunScript } from '../../check/runScript.ts';
import { scriptPicture } from '../scriptReport.ts';

describe('topicTable', () => {
  it('looks like kafka-topics --describe', () => {
    const script = new RunScript({ partitions: 2 }).requested('REQ-1');
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
