import { freeMib } from '../adapters/kafka/broker/diskSpace.ts';

/**
 * What to say of a Kafka node of ours that ended though nobody asked it to. On a full disk its own
 * log can say nothing.
 */
export async function downReason(nodeId: number, dataFolder: string): Promise<string> {
  const sentence = `the Kafka node ${nodeId} has ended by itself`;
  const free = await freeMib(dataFolder).catch(() => null);
  return free === 0 ? `${sentence}: the disk of ${dataFolder} is full` : sentence;
}
