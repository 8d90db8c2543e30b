import { access } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { KafkaRuntime } from '../broker/jvmArguments.ts';
import { BatchTrack } from './batchTrack.ts';
import { ClusterImage } from './clusterImage.ts';
import type { DumpBatch, DumpControl, DumpRecord } from './dumpEntry.ts';
import { DumpFailure, dumpLogSegments, type LogKind } from './dumpLogSegments.ts';
import { parseGroupRecord } from './groupRecord.ts';
import type { KafkaLogEntry } from './kafkaLogEntry.ts';
import { KafkaLogFormatError } from './kafkaLogFormatError.ts';
import {
  listReplicas,
  metadataSegments,
  type LogNode,
  type ReplicaLog,
} from './partitionFolders.ts';
import type { LogTruncated, TopicEntry } from './topicEntry.ts';

const GROUPS_TOPIC = '__consumer_offsets';
/** Kafka may delete a segment between our look at the folder and the tool's. */
const ATTEMPTS = 3;

/** A cluster whose logs can be read: `LocalKafka` is one, running or stopped. */
export interface LogSource {
  readonly runtime: KafkaRuntime;
  readonly nodes: readonly LogNode[];
}

/** What to read. */
export interface LogReaderOptions {
  /** Topics whose records are wanted; by default all that are not Kafka's own. */
  readonly topics?: readonly string[];
  /** The leader's copy of a partition, or every replica's. */
  readonly replicas?: 'leader' | 'all';
  readonly signal?: AbortSignal;
}

/** A batch with all that belongs to it. */
interface WholeBatch {
  readonly head: DumpBatch;
  readonly records: DumpRecord[];
  readonly controls: DumpControl[];
}

/** One copy of a log. */
interface LogCopy {
  readonly nodeId: number;
  readonly topic: string;
  readonly partition: number;
}

/**
 * Reads what Kafka decided from its own logs: nothing is asked of the brokers, so it works while
 * they run, hang or are dead. Each reading yields what the one before did not; what a log holds may
 * be above its high watermark.
 */
export class KafkaLogReader {
  /** The controller's decisions so far, replayed. */
  readonly cluster = new ClusterImage();
  private readonly source: LogSource;
  private readonly options: LogReaderOptions;
  private readonly tracks = new Map<string, BatchTrack>();

  constructor(source: LogSource, options: LogReaderOptions = {}) {
    this.source = source;
    this.options = options;
  }

  /**
   * What is new: first of the cluster, then of the topics, then of the groups, each log in its own
   * order. Throws KafkaLogFormatError at what is not known, DumpFailure if the tool fails.
   */
  async *read(): AsyncGenerator<KafkaLogEntry> {
    yield* this.readCluster();
    yield* this.readTopics();
    yield* this.readGroups();
  }

  private async *readCluster(): AsyncGenerator<KafkaLogEntry> {
    const controller = this.source.nodes.find(({ isController }) => isController);
    if (controller === undefined) return;
    const nodeId = controller.id;
    const list = async (): Promise<LogFiles[]> => {
      const copy = { nodeId, topic: '__cluster_metadata', partition: 0 };
      return [{ copy, files: await metadataSegments(controller) }];
    };
    for await (const { copy, batch, truncatedFrom } of this.newBatches('metadata', list)) {
      if (batch === null || truncatedFrom !== null) {
        // A lone controller's log never shrinks; this reader follows only one of them.
        throw new KafkaLogFormatError(copy.topic, 'it was cut off at', String(truncatedFrom));
      }
      const entries = batch.head.isControl
        ? batch.controls.map((control) => this.cluster.replayControl(control, batch.head, nodeId))
        : batch.records.map((record) => this.cluster.replay(record, nodeId));
      for (const entry of entries) if (entry !== null) yield entry;
    }
  }

  private async *readTopics(): AsyncGenerator<KafkaLogEntry> {
    const { topics } = this.options;
    const isWanted = (topic: string): boolean =>
      topics === undefined ? !topic.startsWith('__') : topics.includes(topic);
    const list = (): Promise<LogFiles[]> => this.replicasOf(isWanted);
    for await (const { copy, batch, truncatedFrom } of this.newBatches('topic', list)) {
      if (truncatedFrom !== null) yield newTruncation(copy, truncatedFrom, batch);
      if (batch !== null) yield newTopicEntry(copy, batch);
    }
  }

  private async *readGroups(): AsyncGenerator<KafkaLogEntry> {
    const list = (): Promise<LogFiles[]> => this.replicasOf((topic) => topic === GROUPS_TOPIC);
    const topicNameOf = (topicId: string): string | null => this.cluster.topicName(topicId);
    for await (const { copy, batch, truncatedFrom } of this.newBatches('groups', list)) {
      if (truncatedFrom !== null) yield newTruncation(copy, truncatedFrom, batch);
      // Controls are ends of transactions that committed offsets.
      for (const record of batch?.records ?? []) {
        const entry = parseGroupRecord(record, copy.nodeId, topicNameOf);
        if (entry !== null) yield entry;
      }
    }
  }

  /** The wanted copy of each partition of the wanted topics. */
  private async replicasOf(isWanted: (topic: string) => boolean): Promise<LogFiles[]> {
    const replicas = (await listReplicas(this.source.nodes)).filter(({ topic }) => isWanted(topic));
    const chosen = this.options.replicas === 'all' ? replicas : this.leadersOf(replicas);
    return chosen.map(({ nodeId, topic, partition, files }) => ({
      copy: { nodeId, topic, partition },
      files,
    }));
  }

  /** The leader's copy; the longest where no leader is known, or its copy is gone. */
  private leadersOf(replicas: readonly ReplicaLog[]): ReplicaLog[] {
    const chosen = new Map<string, ReplicaLog>();
    for (const replica of replicas) {
      const key = `${replica.topic}-${replica.partition}`;
      const leader = this.cluster.partition(replica.topic, replica.partition)?.leader;
      const rank = ({ nodeId, sizeBytes }: ReplicaLog): number =>
        nodeId === leader ? Infinity : sizeBytes;
      const best = chosen.get(key);
      if (best === undefined || rank(replica) > rank(best)) chosen.set(key, replica);
    }
    return [...chosen.values()];
  }

  /** Batches that were not there at the last reading, and where something went. */
  private async *newBatches(
    kind: LogKind,
    list: () => Promise<LogFiles[]>,
  ): AsyncGenerator<BatchFound> {
    for (let attempt = 1; ; attempt += 1) {
      const logs = await list();
      const files = logs.flatMap((log) => log.files);
      try {
        yield* this.dump(kind, logs, files);
        return;
      } catch (error) {
        const isGone = error instanceof DumpFailure && (await isAnyMissing(files));
        // What was found before the failure is known, and is not found twice.
        if (!isGone || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private async *dump(
    kind: LogKind,
    logs: readonly LogFiles[],
    files: readonly string[],
  ): AsyncGenerator<BatchFound> {
    const copies = new Map(logs.map(({ copy, files: [first] }) => [dirname(first ?? ''), copy]));
    let current: { copy: LogCopy; track: BatchTrack; folder: string } | null = null;
    let batch: WholeBatch | null = null;
    for await (const entry of dumpLogSegments(
      this.source.runtime,
      kind,
      files,
      this.options.signal,
    )) {
      if (entry.type === 'Record') batch?.records.push(entry);
      else if (entry.type === 'Control') batch?.controls.push(entry);
      if (entry.type !== 'Batch' && entry.type !== 'Segment') continue;
      if (batch !== null && current !== null) yield* found(current, batch);
      batch = null;
      if (entry.type === 'Batch') {
        batch = { head: entry, records: [], controls: [] };
      } else if (dirname(entry.file) !== current?.folder) {
        if (current !== null) yield* foundEnd(current);
        current = this.beginLog(entry.file, copies);
      }
    }
    if (current === null) return;
    if (batch !== null) yield* found(current, batch);
    yield* foundEnd(current);
  }

  private beginLog(file: string, copies: ReadonlyMap<string, LogCopy>): CurrentLog {
    const folder = dirname(file);
    const copy = copies.get(folder);
    if (copy === undefined)
      throw new KafkaLogFormatError(file, 'a segment that was not asked for', basename(file));
    // Following the leader, its successor's log is the same log.
    const whose = this.options.replicas === 'all' ? `${copy.nodeId}/` : '';
    const key = `${whose}${copy.topic}-${copy.partition}`;
    const track = this.tracks.get(key) ?? new BatchTrack();
    this.tracks.set(key, track);
    track.begin();
    return { copy, track, folder };
  }
}

/** Reads all that the logs of a cluster hold, once. */
export async function* readKafkaLogs(
  source: LogSource,
  options: LogReaderOptions = {},
): AsyncGenerator<KafkaLogEntry> {
  yield* new KafkaLogReader(source, options).read();
}

interface LogFiles {
  readonly copy: LogCopy;
  readonly files: readonly string[];
}

interface CurrentLog {
  readonly copy: LogCopy;
  readonly track: BatchTrack;
  readonly folder: string;
}

/** A new batch, or, with `batch` null, the end of a log that has become shorter. */
interface BatchFound {
  readonly copy: LogCopy;
  readonly batch: WholeBatch | null;
  readonly truncatedFrom: number | null;
}

function* found({ copy, track }: CurrentLog, batch: WholeBatch): Generator<BatchFound> {
  const { isNew, truncatedFrom } = track.take(batch.head);
  if (isNew) yield { copy, batch, truncatedFrom };
}

function* foundEnd({ copy, track }: CurrentLog): Generator<BatchFound> {
  const truncatedFrom = track.end();
  if (truncatedFrom !== null) yield { copy, batch: null, truncatedFrom };
}

async function isAnyMissing(files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    try {
      await access(file);
    } catch {
      return true;
    }
  }
  return false;
}

/** Nobody writes down when a log is cut off: the time is that of what came in its place. */
function newTruncation(copy: LogCopy, offset: number, next: WholeBatch | null): LogTruncated {
  return { type: 'LogTruncated', ...copy, offset, atMs: next?.head.timestampMs ?? -1 };
}

function newTopicEntry(copy: LogCopy, { head, records, controls }: WholeBatch): TopicEntry {
  const { producerId, producerEpoch, baseSequence } = head;
  const place = { nodeId: copy.nodeId, offset: head.baseOffset, atMs: head.timestampMs };
  const { topic, partition } = copy;
  const [control] = controls;
  if (control !== undefined) {
    const marker = /^endTxnMarker: (COMMIT|ABORT) /.exec(control.text)?.[1];
    if (marker === undefined)
      throw new KafkaLogFormatError(
        `${topic}-${partition} at offset ${control.offset}`,
        'unknown control record',
        control.text,
      );
    const isCommitted = marker === 'COMMIT';
    const producer = { producerId, producerEpoch };
    return { type: 'TransactionEnded', ...place, topic, partition, ...producer, isCommitted };
  }
  return {
    type: 'BatchWritten',
    ...place,
    topic,
    partition,
    lastOffset: head.lastOffset,
    leaderEpoch: head.partitionLeaderEpoch,
    producer: producerId < 0 ? null : { producerId, producerEpoch, baseSequence },
    isTransactional: head.isTransactional,
    records: records.map(({ offset, timestampMs, headerKeys, key, value, isText }) => ({
      offset,
      timestampMs,
      headerKeys,
      key,
      value,
      isText,
    })),
  };
}
