import type { ConsumerConfig } from '../../../../src/model/client/consumer/consumerConfig.ts';
import type { ConsumerEnvironment } from '../../../../src/model/client/consumer/classicKafkaConsumer.ts';
import { AsyncKafkaConsumer } from '../../../../src/model/client/consumer/async/asyncKafkaConsumer.ts';
import type { ErrorCode } from '../../../../src/model/protocol/errorCode.ts';
import type { ApiRequest } from '../../../../src/model/protocol/requests.ts';
import type { ApiResponse } from '../../../../src/model/protocol/responses.ts';
import {
  compareTopicPartitions,
  formatTopicPartition,
  parseTopicPartition,
} from '../../../../src/model/protocol/topicPartition.ts';
import type { ScriptStep } from './consumerScript.ts';
import { ConsumerScript } from './consumerScript.ts';
import { plainAnswer } from './plainAnswer.ts';
import { namesOf } from './requestFields.ts';

const HEARTBEAT_INTERVAL_MS = 5000;

/** Drives one consumer with `group.protocol=consumer`. */
export class AsyncConsumerScript extends ConsumerScript<AsyncKafkaConsumer> {
  protected newConsumer(
    config: ConsumerConfig,
    environment: ConsumerEnvironment,
  ): AsyncKafkaConsumer {
    return new AsyncKafkaConsumer(config, environment);
  }

  protected isListening(): boolean {
    return true;
  }

  /** A member that joins is always told its assignment. */
  protected override isAnsweredPlainly(request: ApiRequest): boolean {
    return (
      request.api !== 'ConsumerGroupHeartbeat' ||
      (request.memberEpoch !== 0 && this.consumer.inspect().state !== 'JOINING')
    );
  }

  protected override plainAnswer(request: ApiRequest, error: ErrorCode): ApiResponse {
    const plain = plainAnswer(request, error);
    if (plain.api !== 'ConsumerGroupHeartbeat') return plain;
    return { ...plain, heartbeatIntervalMs: plain.memberEpoch < 0 ? 0 : HEARTBEAT_INTERVAL_MS };
  }

  protected answerOf(step: ScriptStep, request: ApiRequest): ApiResponse {
    const plain = this.plainAnswer(request, step.error!);
    if (plain.api !== 'ConsumerGroupHeartbeat' || step.epoch === undefined) return plain;
    return {
      ...plain,
      memberEpoch: step.epoch,
      heartbeatIntervalMs: step.heartbeatIntervalMs!,
      assignment: step.assignment?.map(parseTopicPartition) ?? null,
    };
  }

  protected client(): Record<string, unknown> {
    const snapshot = this.consumer.inspect();
    const partitions = [...snapshot.partitions].sort(compareTopicPartitions);
    const listed = {
      notFetchable: partitions.filter(({ isFetchable }) => !isFetchable),
      pendingRevocation: partitions.filter(({ isPendingRevocation }) => isPendingRevocation),
      awaitingCallback: partitions.filter(({ isAwaitingCallback }) => isAwaitingCallback),
      paused: partitions.filter(({ isPaused }) => isPaused),
    };
    const client: Record<string, unknown> = {
      state: snapshot.state,
      epoch: snapshot.epoch,
      coordinator: snapshot.isCoordinatorKnown,
      positions: Object.fromEntries(
        partitions.map(({ topic, partition, position }) => [
          formatTopicPartition(topic, partition),
          position,
        ]),
      ),
    };
    if (snapshot.isReconciling) client.reconciling = true;
    if (snapshot.owned !== null) client.owned = namesOf(snapshot.owned);
    if (snapshot.target !== null) client.target = namesOf(snapshot.target);
    for (const [key, some] of Object.entries(listed))
      if (some.length > 0) client[key] = namesOf(some);
    return client;
  }
}
