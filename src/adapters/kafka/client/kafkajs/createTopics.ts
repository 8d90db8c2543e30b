import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';

const LEADERS_LIMIT_MS = 30_000;
const RETRY_MS = 100;

/**
 * Makes topics and waits until each of their partitions has a leader. kafkajs waits for them too if
 * asked, but gives up where the news of a topic has not come round to the broker. False: one of
 * them existed before. Rejects with kafkajs's errors.
 */
export async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<boolean> {
  const isNew = await admin.createTopics({ waitForLeaders: false, topics });
  if (!isNew) return false;
  const names = topics.map(({ topic }) => topic);
  const endMs = performance.now() + LEADERS_LIMIT_MS;
  for (;;) {
    try {
      const { topics: known } = await admin.fetchTopicMetadata({ topics: names });
      const partitions = known.flatMap((one) => one.partitions);
      if (known.length === names.length && partitions.every(({ leader }) => leader >= 0))
        return true;
    } catch (error) {
      if (performance.now() > endMs) throw error;
    }
    if (performance.now() > endMs) throw new Error('their partitions get no leader');
    await sleep(RETRY_MS);
  }
}
