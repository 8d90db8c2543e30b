import type {
  ClusterEntry,
  ConfigChanged,
  PartitionChange,
  PartitionState,
} from './clusterEntry.ts';
import type { DumpBatch, DumpControl, DumpRecord } from './dumpEntry.ts';
import { JsonFields } from './jsonFields.ts';
import { KafkaLogFormatError } from './kafkaLogFormatError.ts';
import type { LogPlace } from './kafkaLogEntry.ts';

/** Kinds of `__cluster_metadata` that are passed on as they are. */
const OTHER_KINDS: ReadonlySet<string> = new Set(
  [
    'FEATURE_LEVEL_RECORD BEGIN_TRANSACTION_RECORD END_TRANSACTION_RECORD',
    'ABORT_TRANSACTION_RECORD REGISTER_CONTROLLER_RECORD DELEGATION_TOKEN_RECORD',
    'REMOVE_DELEGATION_TOKEN_RECORD USER_SCRAM_CREDENTIAL_RECORD CLIENT_QUOTA_RECORD',
    'REMOVE_USER_SCRAM_CREDENTIAL_RECORD ACCESS_CONTROL_ENTRY_RECORD ZK_MIGRATION_STATE_RECORD',
    'REMOVE_ACCESS_CONTROL_ENTRY_RECORD CLEAR_ELR_RECORD FENCE_BROKER_RECORD',
    'UNFENCE_BROKER_RECORD',
  ]
    .join(' ')
    .split(' '),
);

const RESOURCES: ReadonlyMap<number, ConfigChanged['resource']> = new Map([
  [2, 'topic'],
  [4, 'broker'],
  [8, 'broker logger'],
  [16, 'client metrics'],
  [32, 'group'],
]);

const NO_LEADER = -1;
const RECOVERING = 1;

/**
 * The controller's log, replayed: a record says only what changed, and some changes go without
 * saying (a named leader raises the leader epoch, each change the partition epoch).
 */
export class ClusterImage {
  /** Of topics that exist. */
  private readonly names = new Map<string, string>();
  private readonly formerNames = new Map<string, string>();
  private readonly partitions = new Map<string, PartitionState>();

  /** The name of a topic that exists or existed; `null`: there was none of that id. */
  topicName(topicId: string): string | null {
    return this.names.get(topicId) ?? this.formerNames.get(topicId) ?? null;
  }

  /** The present state of a partition; `null`: there is no such partition. */
  partition(topic: string, partition: number): PartitionState | null {
    for (const [topicId, name] of this.names)
      if (name === topic) return this.partitions.get(partitionKey(topicId, partition)) ?? null;
    return null;
  }

  /** Present states of all partitions. */
  allPartitions(): PartitionState[] {
    return [...this.partitions.values()];
  }

  /** A control record: of interest is who leads the controllers. `null`: nothing of interest. */
  replayControl(control: DumpControl, batch: DumpBatch, nodeId: number): ClusterEntry | null {
    const where = `__cluster_metadata at offset ${control.offset}`;
    if (/^(?:KRaftVersion|KRaftVoters|SnapshotHeader|SnapshotFooter) /.test(control.text))
      return null;
    const json = /^LeaderChange: (\{.*\})$/.exec(control.text)?.[1];
    if (json === undefined)
      throw new KafkaLogFormatError(where, 'unknown control record', control.text);
    return {
      type: 'ControllerElected',
      nodeId,
      offset: control.offset,
      atMs: control.timestampMs,
      controllerId: JsonFields.parse(json, where).integer('leaderId'),
      controllerEpoch: batch.partitionLeaderEpoch,
    };
  }

  /** Applies one record and says what it means. `null`: nothing (the controller's idle ticks). */
  replay(record: DumpRecord, nodeId: number): ClusterEntry | null {
    const where = `__cluster_metadata at offset ${record.offset}`;
    const text = record.value ?? '';
    const fields = JsonFields.parse(text, where);
    const data = fields.object('data');
    const place: LogPlace = { nodeId, offset: record.offset, atMs: record.timestampMs };
    const recordType = fields.string('type');
    switch (recordType) {
      case 'NO_OP_RECORD':
        return null;
      case 'TOPIC_RECORD':
        return this.replayTopic(data, place);
      case 'REMOVE_TOPIC_RECORD':
        return this.removeTopic(data, place, where);
      case 'PARTITION_RECORD':
        return this.replayPartition(data, place, where);
      case 'PARTITION_CHANGE_RECORD':
        return this.changePartition(data, place, where, text);
      case 'CONFIG_RECORD':
        return configChanged(data, place, where, text);
      case 'REGISTER_BROKER_RECORD':
      case 'BROKER_REGISTRATION_CHANGE_RECORD':
      case 'UNREGISTER_BROKER_RECORD':
      case 'PRODUCER_IDS_RECORD':
        return brokerEntry(recordType, data, place);
      default:
        if (!OTHER_KINDS.has(recordType))
          throw new KafkaLogFormatError(where, `unknown kind of record ${recordType}`, text);
        return { type: 'OtherClusterRecord', ...place, recordType, data: data.raw() };
    }
  }

  private replayTopic(data: JsonFields, place: LogPlace): ClusterEntry {
    const [topic, topicId] = [data.string('name'), data.string('topicId')];
    this.names.set(topicId, topic);
    return { type: 'TopicCreated', ...place, topic, topicId };
  }

  private removeTopic(data: JsonFields, place: LogPlace, where: string): ClusterEntry {
    const topicId = data.string('topicId');
    const topic = this.knownName(topicId, where);
    this.names.delete(topicId);
    this.formerNames.set(topicId, topic);
    for (const [key, state] of this.partitions)
      if (state.topicId === topicId) this.partitions.delete(key);
    return { type: 'TopicRemoved', ...place, topic, topicId };
  }

  private replayPartition(data: JsonFields, place: LogPlace, where: string): ClusterEntry {
    const topicId = data.string('topicId');
    return this.keep({
      type: 'PartitionState',
      ...place,
      topic: this.knownName(topicId, where),
      topicId,
      partition: data.integer('partitionId'),
      leader: leaderOf(data),
      leaderEpoch: data.integer('leaderEpoch'),
      partitionEpoch: data.integer('partitionEpoch'),
      replicas: data.integers('replicas'),
      isr: data.integers('isr'),
      eligibleLeaderReplicas: integersOr(data, 'eligibleLeaderReplicas', []),
      lastKnownElr: integersOr(data, 'lastKnownElr', []),
      isRecovering: data.has('leaderRecoveryState')
        ? data.integer('leaderRecoveryState') === RECOVERING
        : false,
      changed: ['created'],
    });
  }

  private changePartition(
    data: JsonFields,
    place: LogPlace,
    where: string,
    text: string,
  ): ClusterEntry {
    const key = partitionKey(data.string('topicId'), data.integer('partitionId'));
    const before = this.partitions.get(key);
    if (before === undefined)
      throw new KafkaLogFormatError(where, 'a change of a partition that was never made', text);
    const namesLeader = data.has('leader');
    return this.keep({
      ...before,
      ...place,
      leader: namesLeader ? leaderOf(data) : before.leader,
      leaderEpoch: before.leaderEpoch + (namesLeader ? 1 : 0),
      partitionEpoch: before.partitionEpoch + 1,
      replicas: integersOr(data, 'replicas', before.replicas),
      isr: integersOr(data, 'isr', before.isr),
      eligibleLeaderReplicas: integersOr(
        data,
        'eligibleLeaderReplicas',
        before.eligibleLeaderReplicas,
      ),
      lastKnownElr: integersOr(data, 'lastKnownElr', before.lastKnownElr),
      isRecovering: data.has('leaderRecoveryState')
        ? data.integer('leaderRecoveryState') === RECOVERING
        : before.isRecovering,
      changed: changesIn(data),
    });
  }

  private keep(state: PartitionState): PartitionState {
    this.partitions.set(partitionKey(state.topicId, state.partition), state);
    return state;
  }

  private knownName(topicId: string, where: string): string {
    const name = this.names.get(topicId);
    if (name === undefined) throw new KafkaLogFormatError(where, 'a topic never made', topicId);
    return name;
  }
}

function partitionKey(topicId: string, partition: number): string {
  return `${topicId}-${partition}`;
}

function leaderOf(data: JsonFields): number | null {
  const leader = data.integer('leader');
  return leader === NO_LEADER ? null : leader;
}

function integersOr(
  data: JsonFields,
  name: string,
  otherwise: readonly number[],
): readonly number[] {
  return data.has(name) ? data.integers(name) : otherwise;
}

function changesIn(data: JsonFields): PartitionChange[] {
  const names = ['leader', 'isr', 'replicas', 'eligibleLeaderReplicas', 'lastKnownElr'] as const;
  const changes: PartitionChange[] = names.filter((name) => data.has(name));
  if (data.has('leaderRecoveryState')) changes.push('recovery');
  return changes;
}

function configChanged(
  data: JsonFields,
  place: LogPlace,
  where: string,
  text: string,
): ClusterEntry {
  const resource = RESOURCES.get(data.integer('resourceType'));
  if (resource === undefined)
    throw new KafkaLogFormatError(where, 'a config of an unknown resource', text);
  return {
    type: 'ConfigChanged',
    ...place,
    resource,
    resourceName: data.string('resourceName'),
    name: data.string('name'),
    value: data.stringOrNull('value'),
  };
}

function brokerEntry(
  recordType:
    | 'REGISTER_BROKER_RECORD'
    | 'BROKER_REGISTRATION_CHANGE_RECORD'
    | 'UNREGISTER_BROKER_RECORD'
    | 'PRODUCER_IDS_RECORD',
  data: JsonFields,
  place: LogPlace,
): ClusterEntry {
  const brokerId = data.integer('brokerId');
  switch (recordType) {
    case 'REGISTER_BROKER_RECORD':
      return {
        type: 'BrokerRegistered',
        ...place,
        brokerId,
        brokerEpoch: data.integer('brokerEpoch'),
        incarnationId: data.string('incarnationId'),
        isFenced: data.raw().fenced !== false,
      };
    case 'BROKER_REGISTRATION_CHANGE_RECORD': {
      const fenced = data.has('fenced') ? data.integer('fenced') : 0;
      const shutdown = data.has('inControlledShutdown') ? data.integer('inControlledShutdown') : 0;
      return {
        type: 'BrokerChanged',
        ...place,
        brokerId,
        brokerEpoch: data.integer('brokerEpoch'),
        isFenced: fenced === 0 ? null : fenced > 0,
        isShuttingDown: shutdown === 0 ? null : shutdown > 0,
      };
    }
    case 'UNREGISTER_BROKER_RECORD':
      return { type: 'BrokerUnregistered', ...place, brokerId };
    case 'PRODUCER_IDS_RECORD':
      return {
        type: 'ProducerIdsGiven',
        ...place,
        brokerId,
        nextProducerId: data.integer('nextProducerId'),
      };
  }
}
