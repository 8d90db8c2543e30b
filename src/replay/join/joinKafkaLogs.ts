import { readFile } from 'node:fs/promises';
import type { LocalKafka } from '../../adapters/kafka/broker/localKafka.ts';
import type { PartitionState } from '../../adapters/kafka/logs/clusterEntry.ts';
import type { GroupEntry } from '../../adapters/kafka/logs/groupEntry.ts';
import type { KafkaLogEntry } from '../../adapters/kafka/logs/kafkaLogEntry.ts';
import { readKafkaLogs } from '../../adapters/kafka/logs/kafkaLogReader.ts';
import { TopicNames } from '../../adapters/kafka/member/topicNames.ts';
import type { HistoryEvent, InternalEvent } from '../../history/event.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { offsetsPartitionOf } from '../../model/broker/offsetsPartitionOf.ts';
import { sortEvents } from '../eventLog.ts';
import type { WallClock } from '../runClock.ts';
import { AppendStory } from './appendStory.ts';
import { AssignmentTimeline } from './assignmentTimeline.ts';
import { CommitStory } from './commitStory.ts';
import type { CoordinatorLine } from './coordinatorLines.ts';
import { readCoordinatorLine } from './coordinatorLines.ts';
import { GroupStory } from './groupStory.ts';
import { LeaderTimeline } from './leaderTimeline.ts';

/** Whose logs are read, and for which run. */
export interface JoinParts {
  readonly kafka: LocalKafka;
  readonly prefix: string;
  readonly scenario: Scenario;
  readonly clock: WallClock;
}

/** What Kafka's logs hold of a run. */
export interface KafkaStory {
  readonly entries: readonly KafkaLogEntry[];
  readonly lines: readonly CoordinatorLine[];
}

/**
 * The history of a run with what Kafka's own logs say of it: appends, leaders, members, generations
 * and stored offsets, each in its place. So these do not depend on what a client chooses to tell.
 */
export async function joinKafkaLogs(
  events: readonly HistoryEvent[],
  { kafka, prefix, scenario, clock }: JoinParts,
): Promise<readonly HistoryEvent[]> {
  const topics = scenario.topics.map(({ name }) => prefix + name);
  const entries: KafkaLogEntry[] = [];
  for await (const entry of readKafkaLogs(kafka, { topics })) entries.push(entry);
  const lines: CoordinatorLine[] = [];
  for (const { isBroker, paths } of kafka.nodes) {
    if (isBroker) lines.push(...readLines(await readFile(paths.log, 'utf8')));
  }
  return joinStory(events, { entries, lines }, new TopicNames(prefix), clock);
}

function readLines(text: string): readonly CoordinatorLine[] {
  return text.split('\n').flatMap((line) => readCoordinatorLine(line) ?? []);
}

/** As `joinKafkaLogs`, with what was read. */
export function joinStory(
  events: readonly HistoryEvent[],
  { entries, lines }: KafkaStory,
  names: TopicNames,
  clock: WallClock,
): readonly HistoryEvent[] {
  const endUs = events.at(-1)?.atUs ?? 0;
  const groupEntries = entries.filter(isOfGroup);
  const clients = clientsOf(groupEntries);
  const leaders = new LeaderTimeline(entries);
  const offsetsPartitions = Math.max(1, leaders.partitionCount(OFFSETS_TOPIC));
  const coordinatorAt = (group: string, atMs: number): string => {
    const partition = offsetsPartitionOf(names.onCluster(group), offsetsPartitions);
    const nodeId = leaders.at(OFFSETS_TOPIC, partition, atMs) ?? groupEntries[0]?.nodeId;
    return nodeId === undefined ? '' : `broker-${nodeId}`;
  };
  // As on the simulator, the partitions that no group of the run is in are not told of.
  const ofGroups = new Set(
    groupEntries
      .filter(({ groupId }) => names.inScenario(groupId) !== null)
      .map(({ groupId }) => offsetsPartitionOf(groupId, offsetsPartitions)),
  );
  const topicOf = ({ topic, partition }: PartitionState): string | null => {
    if (topic !== OFFSETS_TOPIC) return names.inScenario(topic);
    return ofGroups.has(partition) ? topic : null;
  };
  const parts = { names, clock, clients, coordinatorAt };
  const groups = new GroupStory(parts).tell(groupEntries, lines);
  const timeline = new AssignmentTimeline(groups);
  const commits = new CommitStory(events, parts, timeline);
  const appends = new AppendStory(events, names, clock, leaders);
  const internal: HistoryEvent[] = [...groups];
  for (const entry of entries) {
    if (entry.type === 'PartitionState')
      internal.push(...partitionEvents(entry, topicOf(entry), clock));
    const event =
      entry.type === 'OffsetCommitted'
        ? commits.tell(entry)
        : entry.type === 'BatchWritten'
          ? appends.tell(entry)
          : null;
    if (event !== null) internal.push(event);
  }
  const told = events.map((event) => withGeneration(event, timeline));
  // What came after the end of the run is no part of it.
  const inRun = sortEvents(internal).filter(({ atUs }) => atUs <= endUs);
  return sortEvents([...inRun, ...told]);
}

const OFFSETS_TOPIC = '__consumer_offsets';

const GROUP_ENTRIES: ReadonlySet<string> = new Set<GroupEntry['type']>([
  'GroupGeneration',
  'GroupRemoved',
  'GroupEpoch',
  'MemberSubscription',
  'MemberRemoved',
  'TargetEpoch',
  'TargetAssignment',
  'CurrentAssignment',
  'GroupTombstone',
]);

function isOfGroup(entry: KafkaLogEntry): entry is GroupEntry {
  return GROUP_ENTRIES.has(entry.type);
}

/** Client ids by member id. A client id is the name of its process. */
function clientsOf(entries: readonly GroupEntry[]): ReadonlyMap<string, string> {
  const clients = new Map<string, string>();
  for (const entry of entries) {
    if (entry.type === 'MemberSubscription') clients.set(entry.memberId, entry.clientId);
    if (entry.type !== 'GroupGeneration') continue;
    for (const { memberId, clientId } of entry.members) clients.set(memberId, clientId);
  }
  return clients;
}

/** What the controller has decided of a partition. `topic` null: it is none of the run's. */
function partitionEvents(
  entry: PartitionState,
  topic: string | null,
  clock: WallClock,
): readonly InternalEvent[] {
  if (topic === null) return [];
  const { partition, leader, leaderEpoch, replicas, isr, changed } = entry;
  const place = { atUs: Math.max(0, clock.atWallMs(entry.atMs)), process: '', topic, partition };
  const events: InternalEvent[] = [];
  if (changed.includes('created')) events.push({ type: 'ReplicasAssigned', ...place, replicas });
  if (changed.includes('isr')) events.push({ type: 'IsrChanged', ...place, isr });
  if (changed.includes('leader') && leaderEpoch > 0) {
    const process = leader === null ? '' : `broker-${leader}`;
    const leaderId = leader ?? -1;
    events.push({ type: 'LeaderElected', ...place, process, leaderId, leaderEpoch });
  }
  return events;
}

/** A client that does not tell its generation: the log does. */
function withGeneration(event: HistoryEvent, timeline: AssignmentTimeline): HistoryEvent {
  if (event.type !== 'Assigned' && event.type !== 'Revoked' && event.type !== 'Lost') return event;
  if (event.generation >= 0) return event;
  const { group, process, partitions, atUs } = event;
  return { ...event, generation: timeline.generationOf(group, process, partitions, atUs) };
}
