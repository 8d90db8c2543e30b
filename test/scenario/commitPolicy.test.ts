import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { MemoryHistory } from '../../src/history/memoryHistory.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import type { CommitPolicy } from '../../src/scenario/scenario.ts';
import { saleGroup, saleScenario } from './saleScenario.ts';

/** Which kinds of commits were sent: by the worker (false), by the consumer itself (true). */
async function kindsOfCommits(commit: CommitPolicy): Promise<ReadonlySet<boolean>> {
  const history = new MemoryHistory();
  const group = saleGroup({
    commit,
    // As a file says it that leaves enable.auto.commit out, which Kafka turns on by default.
    config: { 'auto.offset.reset': 'earliest', 'auto.commit.interval.ms': '100' },
    serviceTime: { minUs: 20_000, maxUs: 20_000 },
  });
  const scenario = saleScenario({ groups: [group] });
  const run = await runOnSimulator(scenario, {
    seed: 1,
    host: nodeHost,
    sinks: [history],
    print: null,
  });
  expect(run.reason).toBe('drained');
  const kinds = new Set<boolean>();
  for (const event of history.events()) if (event.type === 'CommitStarted') kinds.add(event.auto);
  return kinds;
}

describe('the commit policy of a group', () => {
  it.each(['record-sync', 'batch-sync', 'batch-async'] as const)(
    '%s: only the worker commits, what it has handled',
    async (commit) => {
      expect(await kindsOfCommits(commit)).toEqual(new Set([false]));
    },
  );

  it('auto: only the consumer commits', async () => {
    expect(await kindsOfCommits('auto')).toEqual(new Set([true]));
  });
});
