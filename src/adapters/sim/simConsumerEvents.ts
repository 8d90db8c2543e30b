import type { ConsumerObserver } from '../../model/client/consumer/consumerObserver.ts';
import type { TopicPartition } from '../../model/protocol/topicPartition.ts';
import type { SimProcess } from '../../sim/process.ts';
import type { EventRecorder } from './eventRecorder.ts';

/** What one consumer client does, as events of the history. */
export class SimConsumerEvents implements ConsumerObserver {
  private readonly process: SimProcess;
  private readonly group: string;
  private readonly recorder: EventRecorder;

  constructor(process: SimProcess, group: string, recorder: EventRecorder) {
    this.process = process;
    this.group = group;
    this.recorder = recorder;
  }

  onPolled(topic: string, partition: number, startOffset: number, endOffset: number): void {
    const { nowUs: atUs, name: process } = this.process;
    this.recorder.record({
      type: 'Polled',
      atUs,
      process,
      topic,
      partition,
      startOffset,
      endOffset,
    });
  }

  onAssigned(partitions: readonly TopicPartition[], generation: number): void {
    this.ownership('Assigned', partitions, generation);
  }

  onRevoked(partitions: readonly TopicPartition[], generation: number): void {
    this.ownership('Revoked', partitions, generation);
  }

  onLost(partitions: readonly TopicPartition[], generation: number): void {
    this.ownership('Lost', partitions, generation);
  }

  onCommitStarted(topic: string, partition: number, offset: number, isAuto: boolean): void {
    const { nowUs: atUs, name: process } = this.process;
    const { group } = this;
    this.recorder.record({
      type: 'CommitStarted',
      atUs,
      process,
      group,
      topic,
      partition,
      offset,
      auto: isAuto,
    });
  }

  onCommitted(topic: string, partition: number, offset: number): void {
    const { nowUs: atUs, name: process } = this.process;
    this.recorder.record({
      type: 'Committed',
      atUs,
      process,
      group: this.group,
      topic,
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
    const { nowUs: atUs, name: process } = this.process;
    const { group } = this;
    this.recorder.record({
      type: 'CommitRefused',
      atUs,
      process,
      group,
      topic,
      partition,
      offset,
      error,
    });
  }

  private ownership(
    type: 'Assigned' | 'Revoked' | 'Lost',
    partitions: readonly TopicPartition[],
    generation: number,
  ): void {
    const { nowUs: atUs, name: process } = this.process;
    const { group } = this;
    const copies = partitions.map(({ topic, partition }) => ({ topic, partition }));
    this.recorder.record({ type, atUs, process, group, generation, partitions: copies });
  }
}
