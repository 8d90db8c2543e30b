import { describe, expect, it } from 'vitest';
import { RunScript } from '../../check/runScript.ts';
import { TOPIC } from '../../check/scriptHeader.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

describe('TopicCollector', () => {
  it('tells leader, replicas, records and keys of each partition', () => {
    const script = new RunScript({ partitions: 2 }).started('broker-1');
    script.requested('REQ-1').requested('REQ-2', { coupon: '2' }).written(null).ended('drained');
    const [topic, ...others] = scriptPicture(script).topics;
    expect(others).toEqual([]);
    expect(topic).toMatchObject({ topic: TOPIC, replicationFactor: 1 });
    const alone = { leader: 1, replicas: [1], isr: [1] };
    expect(topic!.partitions).toEqual([
      { topic: TOPIC, partition: 0, ...alone, logEndOffset: 3, keyCount: 2 },
      { topic: TOPIC, partition: 1, ...alone, logEndOffset: 0, keyCount: 0 },
    ]);
  });

  it('does not guess: without brokers in the history nothing is known of them', () => {
    const script = new RunScript({ backend: 'kafka' }).requested('REQ-1').ended('drained');
    expect(scriptPicture(script).topics[0]!.partitions).toEqual([
      {
        topic: TOPIC,
        partition: 0,
        leader: null,
        replicas: null,
        isr: null,
        logEndOffset: 1,
        keyCount: 1,
      },
    ]);
  });

  it('follows elections, crashes of brokers and added partitions', () => {
    const script = new RunScript();
    const header = {
      ...script.header,
      topics: [{ topic: TOPIC, partitions: 1, replicationFactor: 2 }],
    };
    for (const process of ['broker-1', 'broker-2']) {
      script.emit({ type: 'Started', atUs: script.now, process, role: 'broker' });
    }
    script.written(null).crashed('broker-1').leaderElected(1);
    const added = { atUs: script.now, process: 'broker-2', topic: TOPIC, before: 1, after: 2 };
    script.emit({ type: 'PartitionsAdded', ...added }).ended('drained');
    const { topics } = scriptPicture(Object.assign(script, { header }));
    const told = topics[0]!.partitions.map(({ leader, replicas, isr }) => [leader, replicas, isr]);
    expect(told[0]).toEqual([2, [2, 1], [2]]);
    expect(told[1]).toEqual([null, null, null]);
  });

  it('counts a topic that only appears in events', () => {
    const script = crashScript().written(null, 0, 'dead-letters');
    const { topics } = scriptPicture(script);
    const { partitions } = topics.find(({ topic }) => topic === 'dead-letters')!;
    expect(partitions.map(({ logEndOffset }) => logEndOffset)).toEqual([1]);
  });
});
