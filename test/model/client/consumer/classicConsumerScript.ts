import type { ConsumerConfig } from '../../../../src/model/client/consumer/consumerConfig.ts';
import type { ConsumerEnvironment } from '../../../../src/model/client/consumer/classicKafkaConsumer.ts';
import { ClassicKafkaConsumer } from '../../../../src/model/client/consumer/classicKafkaConsumer.ts';
import type { ApiRequest, JoinGroupRequest } from '../../../../src/model/protocol/requests.ts';
import type { ApiResponse } from '../../../../src/model/protocol/responses.ts';
import type { TopicPartition } from '../../../../src/model/protocol/topicPartition.ts';
import {
  compareTopicPartitions,
  formatTopicPartition,
  parseTopicPartition,
} from '../../../../src/model/protocol/topicPartition.ts';
import type { ScriptStep } from './consumerScript.ts';
import { ConsumerScript, nameOf } from './consumerScript.ts';
import { plainAnswer } from './plainAnswer.ts';
import { namesOf } from './requestFields.ts';

/** Drives one consumer with the classic protocol. */
export class ClassicConsumerScript extends ConsumerScript<ClassicKafkaConsumer> {
  protected newConsumer(
    config: ConsumerConfig,
    environment: ConsumerEnvironment,
  ): ClassicKafkaConsumer {
    return new ClassicKafkaConsumer(config, environment);
  }

  protected isListening(): boolean {
    return this.consumer.inspect().areHeartbeatsEnabled;
  }

  protected answerOf(step: ScriptStep, request: ApiRequest): ApiResponse {
    const plain = plainAnswer(request, step.error!);
    if (plain.api === 'SyncGroup' && step.assignment !== undefined) {
      return { ...plain, assignment: { partitions: step.assignment.map(parseTopicPartition) } };
    }
    if (plain.api !== 'JoinGroup' || step.memberId === undefined) return plain;
    if (step.error !== 'NONE') return { ...plain, memberId: step.memberId };
    return {
      ...plain,
      generationId: step.generation!,
      protocolType: 'consumer',
      protocolName: step.protocol!,
      memberId: step.memberId,
      leader: step.leader!,
      members:
        step.leader === step.memberId ? this.membersOf(step, request as JoinGroupRequest) : [],
    };
  }

  private membersOf(
    step: ScriptStep,
    request: JoinGroupRequest,
  ): Extract<ApiResponse, { api: 'JoinGroup' }>['members'] {
    const own = request.protocols.find(({ name }) => name === step.protocol)!.metadata;
    const others = step.others!.map(({ memberId, instanceId, topics, owned, generation }) => ({
      memberId,
      groupInstanceId: instanceId ?? null,
      metadata: {
        topics,
        ownedPartitions: owned.map(parseTopicPartition),
        generationId: generation,
        rackId: null,
        userData: null,
      },
    }));
    return [
      { memberId: step.memberId!, groupInstanceId: request.groupInstanceId, metadata: own },
      ...others,
    ];
  }

  protected client(): Record<string, unknown> {
    const snapshot = this.consumer.inspect();
    const partitions = [...snapshot.partitions].sort(compareTopicPartitions);
    const client: Record<string, unknown> = {
      state: snapshot.state,
      generation: snapshot.generation.generationId,
      memberId: snapshot.generation.memberId,
      coordinator: snapshot.isCoordinatorKnown,
      rejoinNeeded: snapshot.isRejoinNeeded,
      heartbeats: snapshot.areHeartbeatsEnabled,
      positions: Object.fromEntries(
        partitions.map(({ topic, partition, position }) => [
          formatTopicPartition(topic, partition),
          position,
        ]),
      ),
    };
    const put = (key: string, listed: readonly TopicPartition[]): void => {
      if (listed.length > 0) client[key] = namesOf(listed);
    };
    put(
      'notFetchable',
      partitions.filter(({ isFetchable }) => !isFetchable),
    );
    put(
      'pendingRevocation',
      partitions.filter(({ isPendingRevocation }) => isPendingRevocation),
    );
    put(
      'paused',
      partitions.filter(({ isPaused }) => isPaused),
    );
    if (snapshot.heartbeatFailure !== null)
      client.heartbeatFailure = nameOf(snapshot.heartbeatFailure);
    return client;
  }
}
