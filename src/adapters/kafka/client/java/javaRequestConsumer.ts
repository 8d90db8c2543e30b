import type {
  AssignmentListener,
  ConsumerPartition,
  IncomingRecord,
  OffsetToCommit,
} from '../../../../issuer/ports.ts';
import { CommitError } from '../../../../issuer/ports.ts';
import type { ClientObserver, RealConsumerOptions, RealRequestConsumer } from '../kafkaClient.ts';
import { javaConsumerConfig } from './javaConfig.ts';
import { JavaFailure, JavaMemberProcess, type JavaMessage } from './javaMemberProcess.ts';
import type { JavaMemberProgram } from './javaMemberProgram.ts';

type PartitionFields = readonly [topic: string, partition: number];
type OffsetFields = readonly [topic: string, partition: number, offset: number];
type RecordFields = readonly [
  topic: string,
  partition: number,
  offset: number,
  key: string | null,
  value: string | null,
  timestampMs: number,
  headers: readonly (readonly [string, string])[],
];

interface AsyncCommit {
  readonly offsets: readonly OffsetToCommit[];
  readonly onComplete: (error: CommitError | null) => void;
}

/**
 * A member of a group on Kafka's own Java client, in a JVM of its own. What that client does, this
 * does: all assignors, static members, the consumer protocol, auto-commit, heartbeats in the
 * background. Of auto-commits only those that succeed are told.
 */
export class JavaRequestConsumer implements RealRequestConsumer {
  readonly childPids: readonly number[];
  readonly ready: Promise<void>;
  private readonly observer: ClientObserver;
  private readonly member: JavaMemberProcess;
  private readonly asyncCommits = new Map<number, AsyncCommit>();
  private listener: AssignmentListener | null = null;
  private generation = -1;
  /** What the listener rejected with; Kafka's client knows only that it failed. */
  private listenerError: unknown = null;
  /** A callback that is running, on top of the call that it belongs to. */
  private callback: Promise<void> = Promise.resolve();
  private isClosed = false;

  constructor(program: JavaMemberProgram, options: RealConsumerOptions) {
    const { observer } = options;
    this.observer = observer;
    this.member = new JavaMemberProcess(
      program,
      'consumer',
      javaConsumerConfig(options),
      (event) => this.onEvent(event),
      (reason) => observer.onDied(reason),
    );
    this.childPids = [this.member.pid];
    this.ready = this.member.ready;
  }

  subscribe(topics: readonly string[], listener: AssignmentListener): void {
    this.listener = listener;
    // If it fails, so does the next poll.
    this.member.call('subscribe', { topics }).catch(() => undefined);
  }

  async poll(timeoutMs: number): Promise<readonly IncomingRecord[]> {
    let answer: JavaMessage;
    try {
      answer = await this.member.call('poll', { timeoutMs: Math.round(timeoutMs) });
    } catch (error) {
      await this.callback;
      if (this.listenerError !== null) throw this.takeListenerError();
      if (error instanceof JavaFailure) this.observer.onDied(error.message);
      throw error;
    }
    this.onGeneration(answer.generation as number);
    const records = (answer.records as readonly RecordFields[]).map(incomingRecord);
    this.observePolled(records);
    return records;
  }

  async commitSync(offsets: readonly OffsetToCommit[]): Promise<void> {
    this.observeStarted(offsets, false);
    try {
      await this.member.call('commitSync', { offsets: offsets.map(offsetFields) });
    } catch (error) {
      if (error instanceof JavaFailure) throw this.refused(offsets, error);
      throw error;
    }
    this.observeCommitted(offsets, false);
  }

  commitAsync(
    offsets: readonly OffsetToCommit[],
    onComplete: (error: CommitError | null) => void,
  ): void {
    this.observeStarted(offsets, false);
    const { id, answer } = this.member.start('commitAsync', { offsets: offsets.map(offsetFields) });
    this.asyncCommits.set(id, { offsets, onComplete });
    // Only where the call itself is refused, or the JVM is gone.
    answer.catch((error: unknown) => {
      this.asyncCommits.delete(id);
      if (error instanceof JavaFailure) onComplete(this.refused(offsets, error));
    });
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.member.close();
    await this.callback;
  }

  private onEvent(event: JavaMessage): void {
    switch (event.event) {
      case 'assigned':
      case 'revoked':
      case 'lost':
        this.callback = this.onRebalance(event.event, event);
        return;
      case 'asyncCommit':
        return this.onAsyncCommit(event);
      case 'autoCommit': {
        const offsets = (event.offsets as readonly OffsetFields[]).map(
          ([topic, partition, offset]) => ({ topic, partition, offset }),
        );
        this.observeStarted(offsets, true);
        return this.observeCommitted(offsets, true);
      }
      default:
        return;
    }
  }

  /** Kafka's client waits within its poll until this is done. */
  private async onRebalance(
    what: 'assigned' | 'revoked' | 'lost',
    event: JavaMessage,
  ): Promise<void> {
    const { observer, listener } = this;
    const partitions = (event.partitions as readonly PartitionFields[]).map(
      ([topic, partition]): ConsumerPartition => ({ topic, partition }),
    );
    const generation = event.generation as number;
    this.generation = generation;
    try {
      if (what === 'assigned') {
        observer.onAssigned(partitions, generation);
        await listener!.onAssigned(partitions);
      } else if (what === 'revoked') {
        observer.onRevoked(partitions, generation);
        await listener!.onRevoked(partitions);
      } else {
        observer.onLost(partitions, generation);
        await listener!.onLost(partitions);
      }
      this.member.tell({ op: 'done' });
    } catch (error) {
      this.listenerError = error;
      this.member.tell({ op: 'failed' });
    }
  }

  private takeListenerError(): unknown {
    const error = this.listenerError;
    this.listenerError = null;
    return error;
  }

  /** A member epoch moves on without a word to the listener. */
  private onGeneration(generation: number): void {
    if (generation === this.generation) return;
    this.generation = generation;
    this.observer.onGeneration(generation);
  }

  private onAsyncCommit(event: JavaMessage): void {
    const id = event.commit as number;
    const commit = this.asyncCommits.get(id);
    this.asyncCommits.delete(id);
    if (commit === undefined) return;
    const { offsets, onComplete } = commit;
    if (typeof event.error === 'string')
      return onComplete(this.refused(offsets, new JavaFailure(event)));
    this.observeCommitted(offsets, false);
    onComplete(null);
  }

  private refused(offsets: readonly OffsetToCommit[], failure: JavaFailure): CommitError {
    const { error, reason, errorCode, retriable } = failure;
    for (const { topic, partition, offset } of offsets)
      this.observer.onCommitRefused(topic, partition, offset, false, reason, errorCode);
    return new CommitError(error, retriable);
  }

  private observeStarted(offsets: readonly OffsetToCommit[], isAuto: boolean): void {
    for (const { topic, partition, offset } of offsets)
      this.observer.onCommitStarted(topic, partition, offset, isAuto);
  }

  private observeCommitted(offsets: readonly OffsetToCommit[], isAuto: boolean): void {
    for (const { topic, partition, offset } of offsets)
      this.observer.onCommitted(topic, partition, offset, isAuto);
  }

  /** Records of one partition come in a row. */
  private observePolled(records: readonly IncomingRecord[]): void {
    for (let start = 0; start < records.length;) {
      const { topic, partition, offset } = records[start]!;
      let end = start + 1;
      while (records[end]?.topic === topic && records[end]?.partition === partition) end += 1;
      this.observer.onPolled(topic, partition, offset, records[end - 1]!.offset + 1);
      start = end;
    }
  }
}

function incomingRecord(fields: RecordFields): IncomingRecord {
  const [topic, partition, offset, key, value, timestampMs, headers] = fields;
  return {
    topic,
    partition,
    offset,
    key,
    value,
    headers: headers.map(([name, text]) => ({ key: name, value: text })),
    timestampMs,
  };
}

function offsetFields({ topic, partition, offset }: OffsetToCommit): OffsetFields {
  return [topic, partition, offset];
}
