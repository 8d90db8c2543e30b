import type { Scenario, WorkloadSpec } from '../scenario/scenario.ts';
import { workloadTape } from '../scenario/workloadTape.ts';
import { RandomStreams } from '../sim/randomStream.ts';

/**
 * The same scenario with the workload of one seed written out: run with other seeds it sends the
 * same requests at the same times, and only the schedule of everything else is another one.
 */
export function pinWorkload(scenario: Scenario, seed: number): Scenario {
  const workload: WorkloadSpec[] = [];
  const requests = new Map<number, { -readonly [K in keyof SentRequest]: SentRequest[K] }>();
  for (const entry of workloadTape(scenario.workload, new RandomStreams(seed))) {
    if (entry.type === 'record') {
      const { atUs, producer, topic, key, value, partition } = entry;
      const records = [{ key, value, partition }];
      workload.push({ type: 'records', atUs, everyUs: 0, topic, producer, records });
      continue;
    }
    const { request, atUs, topic, producer, requestId, couponId, userId } = entry;
    const sent = requests.get(request);
    if (sent === undefined) {
      const first: SentRequest = {
        type: 'request',
        atUs,
        topic,
        producer,
        requestId,
        couponId,
        userId,
        sends: 1,
        everyUs: 0,
      };
      requests.set(request, first);
      workload.push(first);
    } else {
      // All sends of a request come at equal distances.
      if (sent.sends === 1) sent.everyUs = atUs - sent.atUs;
      sent.sends++;
    }
  }
  return { ...scenario, workload };
}

type SentRequest = Extract<WorkloadSpec, { readonly type: 'request' }>;
