import type { DumpRecord } from './dumpEntry.ts';
import type {
  AssignedTopic,
  GenerationMember,
  GroupEntry,
  GroupGeneration,
  GroupTombstone,
  MemberState,
} from './groupEntry.ts';
import { JsonFields } from './jsonFields.ts';
import { KafkaLogFormatError } from './kafkaLogFormatError.ts';
import type { LogPlace } from './kafkaLogEntry.ts';

/** Finds a topic's name; `null`: not known any more. */
export type TopicNameOf = (topicId: string) => string | null;

const TOMBSTONE = '<DELETE>';

/** Kinds of `__consumer_offsets` that the lab has no use for, by the number in their key. */
const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['0', 'LEGACY_OFFSET_COMMIT'],
  ['4', 'CONSUMER_GROUP_PARTITION_METADATA'],
  ['10', 'SHARE_GROUP_MEMBER_METADATA'],
  ['11', 'SHARE_GROUP_METADATA'],
  ['12', 'SHARE_GROUP_TARGET_ASSIGNMENT_METADATA'],
  ['13', 'SHARE_GROUP_TARGET_ASSIGNMENT_MEMBER'],
  ['14', 'SHARE_GROUP_CURRENT_MEMBER_ASSIGNMENT'],
  ['15', 'SHARE_GROUP_STATE_PARTITION_METADATA'],
  ['16', 'CONSUMER_GROUP_REGULAR_EXPRESSION'],
  ['17', 'STREAMS_GROUP_METADATA'],
  ['19', 'STREAMS_GROUP_MEMBER_METADATA'],
  ['20', 'STREAMS_GROUP_TARGET_ASSIGNMENT_METADATA'],
  ['21', 'STREAMS_GROUP_TARGET_ASSIGNMENT_MEMBER'],
  ['22', 'STREAMS_GROUP_CURRENT_MEMBER_ASSIGNMENT'],
  ['23', 'STREAMS_GROUP_TOPOLOGY'],
]);

/** States by the number in the log. */
const MEMBER_STATES: ReadonlyMap<number, MemberState> = new Map([
  [0, 'STABLE'],
  [1, 'UNREVOKED_PARTITIONS'],
  [2, 'UNRELEASED_PARTITIONS'],
  [127, 'UNKNOWN'],
]);

/**
 * One record of `__consumer_offsets`; `null`: of a kind that is known and not used (share and
 * streams groups, regular expressions). Throws KafkaLogFormatError.
 */
export function parseGroupRecord(
  record: DumpRecord,
  nodeId: number,
  topicNameOf: TopicNameOf,
): GroupEntry | null {
  const where = `__consumer_offsets at offset ${record.offset}`;
  const text = `${record.key ?? ''} ${record.value ?? ''}`;
  if (record.key === null || record.value === null)
    throw new KafkaLogFormatError(where, 'key or value missing', text);
  const key = JsonFields.parse(record.key, where);
  const kind = key.string('type');
  if (UNSUPPORTED.has(kind)) return null;
  const place: LogPlace = { nodeId, offset: record.offset, atMs: record.timestampMs };
  const data = key.object('data');
  if (record.value === TOMBSTONE) return parseTombstone(kind, data, place, where, text);
  const value = JsonFields.parse(record.value, where).object('data');
  return parseValue({ kind, key: data, value, place, topicNameOf }, where, text);
}

interface KeyedValue {
  readonly kind: string;
  readonly key: JsonFields;
  readonly value: JsonFields;
  readonly place: LogPlace;
  readonly topicNameOf: TopicNameOf;
}

function parseValue(
  { kind, key, value, place, topicNameOf }: KeyedValue,
  where: string,
  text: string,
): GroupEntry {
  switch (kind) {
    case '1':
      return parseCommit(key, value, place);
    case '2':
      return parseGeneration(key, value, place);
    case '3': {
      const groupId = key.string('groupId');
      return { type: 'GroupEpoch', ...place, groupId, groupEpoch: value.integer('epoch') };
    }
    case '5':
      return parseSubscription(key, value, place);
    case '6': {
      const groupId = key.string('groupId');
      const assignmentEpoch = value.integer('assignmentEpoch');
      return { type: 'TargetEpoch', ...place, groupId, assignmentEpoch };
    }
    case '7': {
      const assignment = topicsById(value.objects('topicPartitions'), topicNameOf);
      return { type: 'TargetAssignment', ...place, ...memberOf(key), assignment };
    }
    case '8': {
      const state = MEMBER_STATES.get(value.integer('state'));
      if (state === undefined) throw new KafkaLogFormatError(where, 'unknown member state', text);
      return {
        type: 'CurrentAssignment',
        ...place,
        ...memberOf(key),
        memberEpoch: value.integer('memberEpoch'),
        previousMemberEpoch: value.integer('previousMemberEpoch'),
        state,
        assigned: topicsById(value.objects('assignedPartitions'), topicNameOf),
        pendingRevocation: topicsById(value.objects('partitionsPendingRevocation'), topicNameOf),
      };
    }
    default:
      throw new KafkaLogFormatError(where, `unknown kind of record ${kind}`, text);
  }
}

function parseTombstone(
  kind: string,
  key: JsonFields,
  place: LogPlace,
  where: string,
  text: string,
): GroupEntry {
  const tombstone = (of: GroupTombstone['of'], memberId: string | null): GroupTombstone => ({
    type: 'GroupTombstone',
    ...place,
    groupId: key.string('groupId'),
    memberId,
    of,
  });
  switch (kind) {
    case '1': {
      const [topic, partition] = [key.string('topic'), key.integer('partition')];
      return { type: 'OffsetRemoved', ...place, groupId: key.string('group'), topic, partition };
    }
    case '2':
      return { type: 'GroupRemoved', ...place, groupId: key.string('group') };
    case '3':
      return tombstone('GroupEpoch', null);
    case '5':
      return { type: 'MemberRemoved', ...place, ...memberOf(key) };
    case '6':
      return tombstone('TargetEpoch', null);
    case '7':
      return tombstone('TargetAssignment', key.string('memberId'));
    case '8':
      return tombstone('CurrentAssignment', key.string('memberId'));
    default:
      throw new KafkaLogFormatError(where, `unknown kind of record ${kind}`, text);
  }
}

function parseCommit(key: JsonFields, value: JsonFields, place: LogPlace): GroupEntry {
  const leaderEpoch = value.integer('leaderEpoch');
  return {
    type: 'OffsetCommitted',
    ...place,
    groupId: key.string('group'),
    topic: key.string('topic'),
    partition: key.integer('partition'),
    committedOffset: value.integer('offset'),
    leaderEpoch: leaderEpoch < 0 ? null : leaderEpoch,
    metadata: value.string('metadata'),
    commitTimestampMs: value.integer('commitTimestamp'),
  };
}

function parseGeneration(key: JsonFields, value: JsonFields, place: LogPlace): GroupGeneration {
  const protocolType = value.string('protocolType');
  return {
    type: 'GroupGeneration',
    ...place,
    groupId: key.string('group'),
    generationId: value.integer('generation'),
    protocolType,
    protocol: value.stringOrNull('protocol'),
    leaderId: value.stringOrNull('leader'),
    members: value.objects('members').map((member) => parseMember(member, protocolType)),
  };
}

function parseMember(member: JsonFields, protocolType: string): GenerationMember {
  return {
    memberId: member.string('memberId'),
    groupInstanceId: member.stringOrNull('groupInstanceId'),
    clientId: member.string('clientId'),
    sessionTimeoutMs: member.integer('sessionTimeout'),
    rebalanceTimeoutMs: member.integer('rebalanceTimeout'),
    assignment: protocolType === 'consumer' ? parseAssignment(member) : null,
  };
}

/** A member without any partition may have sent no assignment at all: then it is empty bytes. */
function parseAssignment(member: JsonFields): AssignedTopic[] {
  if (typeof member.raw().assignment === 'string') {
    if (member.string('assignment') === '') return [];
  }
  return member
    .object('assignment')
    .objects('assignedPartitions')
    .map((entry) => ({
      topic: entry.string('topic'),
      topicId: null,
      partitions: entry.integers('partitions'),
    }));
}

function parseSubscription(key: JsonFields, value: JsonFields, place: LogPlace): GroupEntry {
  const topicRegex = value.stringOrNull('subscribedTopicRegex');
  const topics = value.raw().subscribedTopicNames;
  return {
    type: 'MemberSubscription',
    ...place,
    ...memberOf(key),
    groupInstanceId: value.stringOrNull('instanceId'),
    clientId: value.string('clientId'),
    topics: Array.isArray(topics) ? topics.map(String) : [],
    topicRegex: topicRegex === '' ? null : topicRegex,
    rebalanceTimeoutMs: value.integer('rebalanceTimeoutMs'),
    serverAssignor: value.stringOrNull('serverAssignor'),
  };
}

function memberOf(key: JsonFields): { groupId: string; memberId: string } {
  return { groupId: key.string('groupId'), memberId: key.string('memberId') };
}

function topicsById(entries: readonly JsonFields[], topicNameOf: TopicNameOf): AssignedTopic[] {
  return entries.map((entry) => {
    const topicId = entry.string('topicId');
    return { topic: topicNameOf(topicId), topicId, partitions: entry.integers('partitions') };
  });
}
