import { setTimeout as sleep } from 'node:timers/promises';
import { answersAtAll, askBroker } from './brokerProbe.ts';
import type { NodePlan } from './nodePlan.ts';

const POLL_MS = 25;
const REQUEST_LIMIT_MS = 2000;

/** Who is asked, and what the answer must be. */
export interface AnswerWanted extends Pick<NodePlan, 'isBroker' | 'ports'> {
  readonly host: string;
  /** Another Kafka on that port is none of ours. */
  readonly clusterId: string;
  /** Brokers that must be in the answer. */
  readonly brokerIds: readonly number[];
}

/**
 * Asks a node again and again until it answers as wanted. False: it did not within the time, or
 * `giveUp` was aborted.
 */
export async function waitForAnswer(
  wanted: AnswerWanted,
  limitMs: number,
  giveUp: AbortSignal,
): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    if (giveUp.aborted) return false;
    if (await answers(wanted)) return true;
    if (performance.now() >= endMs) return false;
    await sleep(POLL_MS);
  }
}

/** True if the node answers as wanted now. A controller need only answer. */
export async function answers(wanted: AnswerWanted): Promise<boolean> {
  const { host, ports, isBroker, clusterId, brokerIds } = wanted;
  if (!isBroker) return await answersAtAll(host, ports.controller, REQUEST_LIMIT_MS);
  const answer = await askBroker(host, ports.direct, REQUEST_LIMIT_MS);
  if (answer === null || answer.clusterId !== clusterId) return false;
  return brokerIds.every((id) => answer.brokerIds.includes(id));
}
