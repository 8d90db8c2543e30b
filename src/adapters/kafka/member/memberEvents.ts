import type {
  ConsumerPartition,
  IncomingRecord,
  WorkerOutcome,
  WorkerTelemetry,
} from '../../../issuer/ports.ts';
import type { EventPartition } from '../../../history/event.ts';
import type { ClientObserver } from '../client/kafkaClient.ts';
import type { MemberChannel } from './memberChannel.ts';
import type { MemberClock } from './memberClock.ts';
import type { MemberPoints } from './memberPoints.ts';
import type { TopicNames } from './topicNames.ts';

/** Whose events these are. */
export interface EventSource {
  readonly process: string;
  readonly group: string;
  readonly names: TopicNames;
  readonly clock: MemberClock;
  readonly channel: MemberChannel;
  readonly points: MemberPoints;
}

/**
 * What a real consumer's client and worker do, as events of the history. The client speaks of
 * topics as the cluster has them, the worker as the scenario does.
 */
export class MemberEvents implements ClientObserver, WorkerTelemetry {
  private readonly source: EventSource;
  /** Why the client has given up; null: it has not. */
  deathReason: string | null = null;

  constructor(source: EventSource) {
    this.source = source;
  }

  onPolled(topic: string, partition: number, startOffset: number, endOffset: number): void {
    this.source.channel.record({
      type: 'Polled',
      ...this.stamp(),
      topic: this.own(topic),
      partition,
      startOffset,
      endOffset,
    });
  }

  onAssigned(partitions: readonly ConsumerPartition[], generation: number): void {
    this.ownership('Assigned', partitions, generation);
  }

  onRevoked(partitions: readonly ConsumerPartition[], generation: number): void {
    this.ownership('Revoked', partitions, generation);
  }

  onLost(partitions: readonly ConsumerPartition[], generation: number): void {
    this.ownership('Lost', partitions, generation);
  }

  onGeneration(generation: number): void {
    this.ownership('Assigned', [], generation);
  }

  onCommitStarted(topic: string, partition: number, offset: number, isAuto: boolean): void {
    const { group } = this.source;
    this.source.channel.record({
      type: 'CommitStarted',
      ...this.stamp(),
      group,
      topic: this.own(topic),
      partition,
      offset,
      auto: isAuto,
    });
  }

  onCommitted(topic: string, partition: number, offset: number): void {
    const { group } = this.source;
    this.source.channel.record({
      type: 'Committed',
      ...this.stamp(),
      group,
      topic: this.own(topic),
      partition,
      offset,
    });
  }

  onCommitRefused(
    topic: string,
    partition: number,
    offset: number,
    _isAuto: boolean,
    error: string,
  ): void {
    const { group } = this.source;
    this.source.channel.record({
      type: 'CommitRefused',
      ...this.stamp(),
      group,
      topic: this.own(topic),
      partition,
      offset,
      error,
    });
  }

  onDied(reason: string): void {
    this.deathReason ??= reason;
  }

  handlerStarted(record: IncomingRecord, requestId: string, attempt: number): void {
    const { topic, partition, offset, key } = record;
    this.source.channel.record({
      type: 'HandlerStarted',
      ...this.stamp(),
      topic,
      partition,
      offset,
      key,
      requestId,
      attempt,
    });
    this.source.points.reached('handler-started', topic, partition, offset);
  }

  handlerEnded(record: IncomingRecord, outcome: WorkerOutcome, error: string): void {
    const { topic, partition, offset } = record;
    this.source.channel.record({
      type: 'HandlerEnded',
      ...this.stamp(),
      topic,
      partition,
      offset,
      outcome,
      error,
    });
    if (outcome !== 'FAILED') this.source.points.reached('handled', topic, partition, offset);
  }

  deadLettered(record: IncomingRecord, reason: string): void {
    const { topic, partition, offset } = record;
    this.source.channel.record({
      type: 'DeadLettered',
      ...this.stamp(),
      topic,
      partition,
      offset,
      reason,
    });
  }

  private ownership(
    type: 'Assigned' | 'Revoked' | 'Lost',
    partitions: readonly ConsumerPartition[],
    generation: number,
  ): void {
    const { group, channel } = this.source;
    const own = partitions.map(({ topic, partition }): EventPartition => {
      return { topic: this.own(topic), partition };
    });
    channel.record({ type, ...this.stamp(), group, generation, partitions: own });
  }

  private stamp(): { readonly atUs: number; readonly process: string } {
    return { atUs: this.source.clock.nowUs, process: this.source.process };
  }

  private own(topic: string): string {
    return this.source.names.inScenario(topic) ?? topic;
  }
}
