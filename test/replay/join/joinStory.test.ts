import { describe, expect, it } from 'vitest';
import type { KafkaLogEntry } from '../../../src/adapters/kafka/logs/kafkaLogEntry.ts';
import { TopicNames } from '../../../src/adapters/kafka/member/topicNames.ts';
import type { HistoryEvent } from '../../../src/history/event.ts';
import type { CoordinatorLine } from '../../../src/replay/join/coordinatorLines.ts';
import { joinStory } from '../../../src/replay/join/joinKafkaLogs.ts';

const NAMES = new TopicNames('run.');
/** The run began at this time of the wall clock. */
const CLOCK = { atWallMs: (wallMs: number): number => (wallMs - 1_000_000) * 1000 };
const GROUP = 'g';
const TOPIC = 'orders';

function generation(
  atMs: number,
  generationId: number,
  members: Readonly<Record<string, readonly number[]>>,
): KafkaLogEntry {
  const names = Object.keys(members);
  return {
    type: 'GroupGeneration',
    nodeId: 1,
    offset: generationId,
    atMs: 1_000_000 + atMs,
    groupId: `run.${GROUP}`,
    generationId,
    protocolType: 'consumer',
    protocol: names.length === 0 ? null : 'range',
    leaderId: names.length === 0 ? null : `${names[0]!}-id`,
    members: names.map((name) => ({
      memberId: `${name}-id`,
      groupInstanceId: null,
      clientId: name,
      sessionTimeoutMs: 3000,
      rebalanceTimeoutMs: 3000,
      assignment: [{ topic: `run.${TOPIC}`, topicId: null, partitions: members[name]! }],
    })),
  };
}

function committed(atMs: number, committedOffset: number, groupId = `run.${GROUP}`): KafkaLogEntry {
  return {
    type: 'OffsetCommitted',
    nodeId: 1,
    offset: 0,
    atMs: 1_000_000 + atMs,
    groupId,
    topic: `run.${TOPIC}`,
    partition: 0,
    committedOffset,
    leaderEpoch: null,
    metadata: '',
    commitTimestampMs: 1_000_000 + atMs,
  };
}

const commit = (
  type: 'CommitStarted' | 'Committed',
  atUs: number,
  process: string,
  offset: number,
): HistoryEvent => {
  const common = { atUs, process, group: GROUP, topic: TOPIC, partition: 0, offset };
  return type === 'CommitStarted' ? { type, ...common, auto: false } : { type, ...common };
};

const end = (atUs: number): HistoryEvent => {
  return { type: 'RunEnded', atUs, process: '', reason: 'drained' };
};

function join(
  events: readonly HistoryEvent[],
  entries: readonly KafkaLogEntry[],
  lines: readonly CoordinatorLine[] = [],
): readonly HistoryEvent[] {
  return joinStory(events, { entries, lines }, NAMES, CLOCK);
}

describe('joinStory', () => {
  it('lays a stored offset to the client that tried, between its try and its answer', () => {
    const events = [
      commit('CommitStarted', 10_700, 'c1', 5),
      commit('Committed', 11_100, 'c1', 5),
      end(20_000),
    ];
    // The log has milliseconds: 10 is before the try.
    const joined = join(events, [generation(2, 1, { c1: [0] }), committed(10, 5)]);
    const types = joined.map(({ type }) => type);
    expect(types.indexOf('OffsetStored')).toBe(types.indexOf('CommitStarted') + 1);
    expect(joined.find(({ type }) => type === 'OffsetStored')).toMatchObject({
      atUs: 10_701,
      process: 'broker-1',
      client: 'c1',
      memberId: 'c1-id',
      generation: 1,
    });
  });

  it('lays each of two commits of one offset to its own client', () => {
    const events = [
      commit('CommitStarted', 10_000, 'c1', 5),
      commit('Committed', 10_900, 'c1', 5),
      commit('CommitStarted', 30_000, 'c2', 5),
      commit('Committed', 30_900, 'c2', 5),
      end(40_000),
    ];
    const entries = [
      generation(1, 1, { c1: [0] }),
      committed(10, 5),
      generation(20, 2, { c2: [0] }),
      committed(30, 5),
    ];
    const stored = join(events, entries).filter(({ type }) => type === 'OffsetStored');
    expect(stored).toMatchObject([
      { client: 'c1', generation: 1 },
      { client: 'c2', generation: 2 },
    ]);
  });

  it('tells members, generations and removals, with the reason from the broker`s log', () => {
    const entries = [generation(5, 1, { c1: [0], c2: [1] }), generation(50, 2, { c2: [0, 1] })];
    const gone = {
      type: 'MemberGone',
      atMs: 1_000_040,
      group: `run.${GROUP}`,
      memberId: 'c1-id',
      reason: 'session expired',
    } as const;
    const joined = join([end(60_000)], entries, [gone]);
    expect(joined.filter(({ type }) => type === 'MemberAdded')).toHaveLength(2);
    expect(joined.find(({ type }) => type === 'MemberRemoved')).toMatchObject({
      atUs: 40_000,
      client: 'c1',
      reason: 'session expired',
    });
    const assigned = joined.filter(({ type }) => type === 'AssignmentStored');
    expect(assigned).toMatchObject([
      { atUs: 5000, generation: 1, members: [{ client: 'c1' }, { client: 'c2' }] },
      { atUs: 50_000, generation: 2, members: [{ client: 'c2' }] },
    ]);
  });

  it('fills in the generation that a client does not tell', () => {
    const assigned: HistoryEvent = {
      type: 'Assigned',
      atUs: 6000,
      process: 'c1',
      group: GROUP,
      generation: -1,
      partitions: [{ topic: TOPIC, partition: 0 }],
    };
    const joined = join([assigned, end(9000)], [generation(5, 3, { c1: [0] })]);
    expect(joined.find(({ type }) => type === 'Assigned')).toMatchObject({ generation: 3 });
  });

  it('puts a batch after its sends and before anybody knew of it', () => {
    const key = null;
    const requestId = '';
    const events: HistoryEvent[] = [
      { type: 'SendStarted', atUs: 3500, process: 'p', sendId: 1, topic: TOPIC, key, requestId },
      {
        type: 'Produced',
        atUs: 3900,
        process: 'p',
        sendId: 1,
        topic: TOPIC,
        partition: 0,
        offset: 0,
        key,
        requestId,
      },
      end(9000),
    ];
    const batch = (atMs: number): KafkaLogEntry => ({
      type: 'BatchWritten',
      nodeId: 2,
      offset: 0,
      atMs: 1_000_000 + atMs,
      topic: `run.${TOPIC}`,
      partition: 0,
      lastOffset: 0,
      leaderEpoch: 0,
      producer: null,
      isTransactional: false,
      records: [],
    });
    const timeOf = (atMs: number): number | undefined =>
      join(events, [batch(atMs)]).find(({ type }) => type === 'RecordsAppended')?.atUs;
    expect(timeOf(3)).toBe(3501);
    expect(timeOf(8)).toBe(3899);
  });

  it('lays what was written to the broker that led then, whosever copy was read', () => {
    const led = (
      atMs: number,
      topic: string,
      leader: number,
      leaderEpoch: number,
    ): KafkaLogEntry => ({
      type: 'PartitionState',
      nodeId: 0,
      offset: 0,
      atMs: 1_000_000 + atMs,
      topic,
      topicId: topic,
      partition: 0,
      leader,
      leaderEpoch,
      partitionEpoch: leaderEpoch,
      replicas: [3, 1],
      isr: [leader],
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
      isRecovering: false,
      changed: leaderEpoch === 0 ? ['created'] : ['leader', 'isr'],
    });
    const batch = (offset: number, leaderEpoch: number): KafkaLogEntry => ({
      type: 'BatchWritten',
      nodeId: 1,
      offset,
      atMs: 1_000_010 + leaderEpoch,
      topic: `run.${TOPIC}`,
      partition: 0,
      lastOffset: offset,
      leaderEpoch,
      producer: leaderEpoch === 0 ? null : { producerId: 1000, producerEpoch: 2, baseSequence: 7 },
      isTransactional: false,
      records: [],
    });
    const entries = [
      led(1, `run.${TOPIC}`, 3, 0),
      led(1, '__consumer_offsets', 3, 0),
      led(30, `run.${TOPIC}`, 1, 1),
      led(30, '__consumer_offsets', 1, 1),
      batch(0, 0),
      batch(1, 1),
      generation(20, 1, { c1: [0] }),
      committed(25, 1),
      generation(40, 2, { c2: [0] }),
      committed(45, 2),
    ];
    const joined = join([end(60_000)], entries);
    const of = (type: HistoryEvent['type']): readonly HistoryEvent[] =>
      joined.filter((event) => event.type === type);
    // Both partitions are told of; the first leader of each goes without saying.
    expect(of('ReplicasAssigned')).toMatchObject([
      { atUs: 1000, topic: TOPIC, replicas: [3, 1] },
      { atUs: 1000, topic: '__consumer_offsets', replicas: [3, 1] },
    ]);
    expect(of('IsrChanged')).toMatchObject([{ atUs: 30_000, isr: [1] }, { isr: [1] }]);
    expect(of('LeaderElected')).toMatchObject([{ leaderId: 1, leaderEpoch: 1 }, { leaderId: 1 }]);
    expect(of('RecordsAppended')).toMatchObject([
      { producerId: -1, producerEpoch: -1, baseSequence: -1 },
      { producerId: 1000, producerEpoch: 2, baseSequence: 7 },
    ]);
    const processesOf = (type: HistoryEvent['type']): readonly string[] =>
      of(type).map(({ process }) => process);
    for (const type of ['RecordsAppended', 'AssignmentStored', 'OffsetStored'] as const)
      expect(processesOf(type)).toEqual(['broker-3', 'broker-1']);
  });

  it('leaves out other runs, and what came after the end', () => {
    const other = committed(3, 7, 'another.g');
    const joined = join([end(9000)], [other, generation(12, 1, { c1: [0] })]);
    expect(joined.map(({ type }) => type)).toEqual(['RunEnded']);
  });
});
