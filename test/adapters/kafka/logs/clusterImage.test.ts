import { describe, expect, it } from 'vitest';
import type { ClusterEntry } from '../../../../src/adapters/kafka/logs/clusterEntry.ts';
import { ClusterImage } from '../../../../src/adapters/kafka/logs/clusterImage.ts';
import type { DumpBatch, DumpRecord } from '../../../../src/adapters/kafka/logs/dumpEntry.ts';
import { parseDump, type DumpName } from './readDump.ts';

function replayAll(name: DumpName, image = new ClusterImage()): ClusterEntry[] {
  const entries: ClusterEntry[] = [];
  let batch: DumpBatch | null = null;
  for (const entry of parseDump(name, 'decoded')) {
    if (entry.type === 'Batch') batch = entry;
    const replayed =
      entry.type === 'Control'
        ? image.replayControl(entry, batch!, 9)
        : entry.type === 'Record'
          ? image.replay(entry, 9)
          : null;
    if (replayed !== null) entries.push(replayed);
  }
  return entries;
}

function recordOf(value: object): DumpRecord {
  return {
    type: 'Record',
    offset: 77,
    timestampMs: 5,
    sequence: -1,
    headerKeys: [],
    key: null,
    value: JSON.stringify(value),
    isText: true,
  };
}

const TOPIC = { type: 'TOPIC_RECORD', version: 0, data: { name: 'orders', topicId: 'T' } };
const PARTITION = {
  type: 'PARTITION_RECORD',
  version: 2,
  data: {
    partitionId: 0,
    topicId: 'T',
    replicas: [1, 2, 3],
    isr: [1, 2, 3],
    removingReplicas: [],
    addingReplicas: [],
    leader: 1,
    leaderEpoch: 0,
    partitionEpoch: 0,
  },
};

function change(data: object): DumpRecord {
  const identity = { partitionId: 0, topicId: 'T' };
  return recordOf({
    type: 'PARTITION_CHANGE_RECORD',
    version: 2,
    data: { ...identity, ...data },
  });
}

describe('ClusterImage', () => {
  it('replays the death and return of a leader', () => {
    const states = replayAll('three-brokers-metadata')
      .filter((entry) => entry.type === 'PartitionState')
      .map(({ leader, leaderEpoch, partitionEpoch, isr, changed }) => ({
        leader,
        leaderEpoch,
        partitionEpoch,
        isr,
        changed,
      }));
    expect(states).toEqual([
      { leader: 3, leaderEpoch: 0, partitionEpoch: 0, isr: [3, 1, 2], changed: ['created'] },
      { leader: 1, leaderEpoch: 1, partitionEpoch: 1, isr: [1, 2], changed: ['leader', 'isr'] },
      { leader: 1, leaderEpoch: 1, partitionEpoch: 2, isr: [1, 2, 3], changed: ['isr'] },
    ]);
  });

  it('tells when a broker was fenced and let in again, and by which process', () => {
    const ofThree = replayAll('three-brokers-metadata').filter(
      (entry) => 'brokerId' in entry && entry.brokerId === 3,
    );
    const story = ofThree.flatMap((entry) => {
      if (entry.type === 'BrokerRegistered') return [`registered ${entry.brokerEpoch}`];
      if (entry.type !== 'BrokerChanged' || entry.isFenced === null) return [];
      return [`${entry.isFenced ? 'fenced' : 'let in'} ${entry.brokerEpoch}`];
    });
    expect(story).toEqual([
      'registered 18',
      'let in 18',
      'fenced 18',
      'registered 44',
      'let in 44',
    ]);
  });

  it('reads controller, topics, configs and producer ids', () => {
    const entries = replayAll('one-broker-metadata');
    expect(entries[0]).toMatchObject({
      type: 'ControllerElected',
      controllerId: 1,
      controllerEpoch: 1,
    });
    expect(entries.filter(({ type }) => type === 'TopicCreated')).toMatchObject([
      { topic: 'orders' },
      { topic: '__transaction_state' },
      { topic: '__consumer_offsets' },
      { topic: 'short-lived' },
    ]);
    expect(entries.filter(({ type }) => type === 'TopicRemoved')).toMatchObject([
      { topic: 'short-lived' },
    ]);
    expect(entries).toContainEqual(
      expect.objectContaining({
        type: 'ConfigChanged',
        resource: 'topic',
        resourceName: 'orders',
        name: 'retention.ms',
        value: '7200000',
      }),
    );
    expect(entries.filter(({ type }) => type === 'ProducerIdsGiven')).toMatchObject([
      { brokerId: 1, nextProducerId: 1000 },
    ]);
  });

  it('keeps the name of a topic that was removed, but not its partitions', () => {
    const image = new ClusterImage();
    const removed = replayAll('one-broker-metadata', image).find(
      (entry) => entry.type === 'TopicRemoved',
    )!;
    expect(image.topicName(removed.topicId)).toBe('short-lived');
    expect(image.partition('short-lived', 0)).toBeNull();
    expect(image.partition('orders', 1)).toMatchObject({ leader: 1, isr: [1] });
    expect(image.allPartitions().map(({ topic }) => topic)).not.toContain('short-lived');
  });

  it('raises the partition epoch with every change, the leader epoch only with a leader', () => {
    const image = new ClusterImage();
    image.replay(recordOf(TOPIC), 9);
    image.replay(recordOf(PARTITION), 9);
    image.replay(change({ isr: [1], eligibleLeaderReplicas: [2] }), 9);
    expect(image.partition('orders', 0)).toMatchObject({
      leader: 1,
      leaderEpoch: 0,
      partitionEpoch: 1,
      isr: [1],
      eligibleLeaderReplicas: [2],
      replicas: [1, 2, 3],
    });
    const last = { isr: [], leader: -1, eligibleLeaderReplicas: [1, 2], lastKnownElr: [1] };
    image.replay(change(last), 9);
    expect(image.partition('orders', 0)).toMatchObject({
      leader: null,
      leaderEpoch: 1,
      partitionEpoch: 2,
      lastKnownElr: [1],
    });
    image.replay(change({ isr: [1], leader: 1, leaderRecoveryState: 1 }), 9);
    expect(image.partition('orders', 0)).toMatchObject({
      leader: 1,
      leaderEpoch: 2,
      partitionEpoch: 3,
      isRecovering: true,
      eligibleLeaderReplicas: [1, 2],
    });
    image.replay(change({ leaderRecoveryState: 0 }), 9);
    expect(image.partition('orders', 0)).toMatchObject({ leaderEpoch: 2, isRecovering: false });
  });

  it.each([
    ['a kind that is not known', { type: 'NEW_RECORD', version: 0, data: {} }, /NEW_RECORD/],
    [
      'a field of another type',
      { ...TOPIC, data: { name: 7, topicId: 'T' } },
      /name is not a text/,
    ],
    [
      'a change of a partition never made',
      { type: 'PARTITION_CHANGE_RECORD', version: 2, data: { partitionId: 1, topicId: 'T' } },
      /never made/,
    ],
    [
      'a removal of a topic never made',
      { type: 'REMOVE_TOPIC_RECORD', version: 0, data: { topicId: 'X' } },
      /never made/,
    ],
  ])('refuses %s, naming the offset', (_, value, message) => {
    const image = new ClusterImage();
    expect(() => image.replay(recordOf(value), 9)).toThrow(message);
    expect(() => image.replay(recordOf(value), 9)).toThrow('at offset 77');
  });

  it('refuses what is no JSON: the tool could not decode it', () => {
    const record = { ...recordOf({}), value: 'Error at 77, skipping. null' };
    expect(() => new ClusterImage().replay(record, 9)).toThrow(/not JSON/);
  });
});
