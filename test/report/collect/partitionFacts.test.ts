import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../src/history/event.ts';
import { RunScript } from '../../check/runScript.ts';
import { TOPIC } from '../../check/scriptHeader.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

const PLACE = { atUs: 0, process: '', topic: TOPIC, partition: 0 };

describe('TopicCollector', () => {
  it('tells leader, replicas, records and keys of each partition', () => {
    const script = new RunScript({ partitions: 2 });
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

  it('does not guess: what the history does not tell is not known', () => {
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

  it('follows elections, the ISR and added partitions', () => {
    const script = new RunScript();
    const place = (partition: number): Pick<EventOf<'IsrChanged'>, keyof typeof PLACE> => {
      return { ...PLACE, atUs: script.now, partition };
    };
    script.emit({ type: 'ReplicasAssigned', ...place(0), replicas: [1, 3, 2] }).written(null);
    script.emit({ type: 'IsrChanged', ...place(0), isr: [3, 2] }).leaderElected(1);
    script.emit({ type: 'ReplicasAssigned', ...place(1), replicas: [2, 1, 3] });
    script.emit({ type: 'PartitionsAdded', ...place(0), before: 1, after: 3 }).ended('drained');
    const { topics } = scriptPicture(script);
    const told = topics[0]!.partitions.map(({ leader, replicas, isr }) => [leader, replicas, isr]);
    expect(told).toEqual([
      [2, [1, 3, 2], [3, 2]],
      [2, [2, 1, 3], [2, 1, 3]],
      [null, null, null],
    ]);
  });

  it('counts a topic that only appears in events', () => {
    const script = crashScript().written(null, 0, 'dead-letters');
    const { topics } = scriptPicture(script);
    const { partitions } = topics.find(({ topic }) => topic === 'dead-letters')!;
    expect(partitions.map(({ logEndOffset }) => logEndOffset)).toEqual([1]);
  });
});
