import { describe, expect, it } from 'vitest';
import { MemberPoints } from '../../../../src/adapters/kafka/member/memberPoints.ts';
import { ObservedConsumer } from '../../../../src/adapters/kafka/member/observedConsumer.ts';
import { TopicNames } from '../../../../src/adapters/kafka/member/topicNames.ts';
import type {
  AssignmentListener,
  IncomingRecord,
  RequestConsumer,
} from '../../../../src/issuer/ports.ts';

const incoming: IncomingRecord = {
  topic: 'run.t',
  partition: 0,
  offset: 4,
  key: null,
  value: '',
  headers: [],
  timestampMs: 0,
};

/** A consumer that writes down what it is asked, and what its points are asked. */
class Scene {
  readonly told: string[] = [];
  listener: AssignmentListener | null = null;
  polls: (readonly IncomingRecord[])[] = [];

  readonly consumer: RequestConsumer = {
    subscribe: (topics, listener) => {
      this.told.push(`subscribe ${topics.join()}`);
      this.listener = listener;
    },
    poll: async () => this.polls.shift() ?? [],
    commitSync: async ([first]) => void this.told.push(`commit ${first!.topic}@${first!.offset}`),
    commitAsync: ([first]) => void this.told.push(`async ${first!.topic}@${first!.offset}`),
    close: async () => void this.told.push('close'),
  };

  observed(): ObservedConsumer {
    const armed = (['polled', 'committing', 'committed'] as const).map((point, id) => {
      return { id, point, record: null };
    });
    const points = new MemberPoints(armed, ({ point, topic, offset }) => {
      this.told.push(`${point} ${topic}@${offset}`);
      return { armed: [0, 1, 2] };
    });
    return new ObservedConsumer(this.consumer, new TopicNames('run.'), points, (isWaiting) => {
      this.told.push(isWaiting ? 'waits' : 'works');
    });
  }
}

describe('ObservedConsumer', () => {
  it('has the topics of the scenario for those of the cluster', async () => {
    const scene = new Scene();
    const consumer = scene.observed();
    const heard: string[] = [];
    const hear = async (partitions: readonly { topic: string }[]): Promise<void> =>
      void heard.push(...partitions.map(({ topic }) => topic));
    consumer.subscribe(['t'], { onAssigned: hear, onRevoked: hear, onLost: hear });
    await scene.listener!.onAssigned([
      { topic: 'run.t', partition: 0 },
      { topic: 'other', partition: 0 },
    ]);
    await consumer.commitSync([{ topic: 't', partition: 0, offset: 5 }]);
    expect(heard).toEqual(['t']);
    expect(scene.told).toEqual([
      'subscribe run.t',
      'committing t@4',
      'commit run.t@5',
      'committed t@4',
    ]);
  });

  it('tells when the worker waits, and passes the point of each record', async () => {
    const scene = new Scene();
    scene.polls = [[], [incoming]];
    const consumer = scene.observed();
    await consumer.poll(1);
    expect(scene.told).toEqual(['waits']);
    expect(await consumer.poll(1)).toEqual([{ ...incoming, topic: 't' }]);
    expect(scene.told).toEqual(['waits', 'waits', 'works', 'polled t@4']);
  });

  it('passes the point before an asynchronous commit', () => {
    const scene = new Scene();
    scene.observed().commitAsync([{ topic: 't', partition: 0, offset: 5 }], () => undefined);
    expect(scene.told).toEqual(['committing t@4', 'async run.t@5']);
  });
});
