import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import type { GroupSnapshot } from '../../src/history/groupSnapshot.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { underProtocol } from '../../src/scenario/protocol/underProtocol.ts';
import type { GroupProtocol } from '../../src/scenario/protocol/underProtocol.ts';
import type { SimulatedRun } from '../../src/scenario/runOnSimulator.ts';
import { runOnSimulator } from '../../src/scenario/runOnSimulator.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

const NAME = 'rebalance.yaml';
const TEXT = readFileSync(new URL(`../../scenarios/${NAME}`, import.meta.url), 'utf8');

function scenarioUnder(protocol: GroupProtocol, changes: Partial<Scenario> = {}): Scenario {
  const parsed = parseScenario(TEXT, NAME);
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  return underProtocol({ ...parsed.scenario, ...changes }, protocol);
}

async function run(scenario: Scenario, describeAtUs: readonly number[]): Promise<SimulatedRun> {
  return await runOnSimulator(scenario, {
    seed: 1,
    host: nodeHost,
    sinks: [],
    print: null,
    describeAtUs,
  });
}

/** At a time in seconds: state, generation, and each client with its partitions. */
function short({ atUs, state, generation, members }: GroupSnapshot): readonly unknown[] {
  const shares = members.map(
    ({ client, assignment }) => `${client} ${assignment.map(({ partition }) => partition).join()}`,
  );
  return [atUs / 1e6, state, generation, shares.sort()];
}

describe('snapshots of a group', () => {
  it.each(['eager', 'cooperative', 'static', 'consumer'] as const)(
    'do not change the run they are taken of (%s)',
    async (protocol) => {
      const scenario = scenarioUnder(protocol);
      const plain = await run(scenario, []);
      const moments = Array.from({ length: 200 }, (_, at) => at * 171_717);
      const watched = await run(scenario, moments);
      expect(watched.digest).toBe(plain.digest);
      expect(watched.snapshots).toHaveLength(200);
      expect(plain.snapshots).toEqual([]);
    },
  );

  it('show a classic group before, in and after its rebalances', async () => {
    const { snapshots } = await run(
      scenarioUnder('eager'),
      [0, 2e6, 8e6, 11.05e6, 12e6, 23.3e6, 60e6],
    );
    expect(snapshots.map(short)).toEqual([
      [0, '', -1, []],
      [2, 'PreparingRebalance', 0, ['c1 ', 'c2 ']],
      [8, 'Stable', 1, ['c1 0,1', 'c2 2']],
      [11.05, 'PreparingRebalance', 1, ['c1 0,1', 'c2 2', 'c3 ']],
      [12, 'Stable', 2, ['c1 0', 'c2 1', 'c3 2']],
      [23.3, 'PreparingRebalance', 2, ['c2 1', 'c3 2']],
      [60, 'Stable', 4, ['c1 0', 'c2 1', 'c3 2']],
    ]);
    expect(snapshots[0]!.isAnswering).toBe(false);
    expect(snapshots[2]).toMatchObject({
      coordinator: 'broker-1',
      protocol: 'classic',
      assignor: 'range',
      assignmentEpoch: null,
      offsets: [0, 1, 2].map((partition) => ({ partition, currentOffset: null, endOffset: 0 })),
    });
    // c1 is dead and gone; its partition has a lag, and no owner.
    const [orphan] = snapshots[5]!.offsets;
    expect(orphan).toMatchObject({ partition: 0, client: '', memberId: '', endOffset: 82 });
    expect(orphan!.lag).toBe(82 - orphan!.currentOffset!);
    expect(snapshots[6]!.endedUs).toBeLessThan(60e6);
    expect(snapshots[6]!.offsets.map(({ lag }) => lag)).toEqual([0, 0, 0]);
  });

  it('show epochs, targets and reconciliation under KIP-848', async () => {
    const { snapshots } = await run(scenarioUnder('consumer'), [11.05e6, 12e6]);
    const [before, after] = snapshots;
    expect(before).toMatchObject({ state: 'Reconciling', generation: 4, assignmentEpoch: 4 });
    const members = Object.fromEntries(before!.members.map((member) => [member.client, member]));
    expect(members['c2']).toMatchObject({ state: 'UNREVOKED_PARTITIONS', epoch: 3 });
    expect(members['c3']).toMatchObject({
      state: 'UNRELEASED_PARTITIONS',
      epoch: 4,
      assignment: [],
      target: [{ partition: 1 }],
    });
    expect(after!.state).toBe('Stable');
    for (const { assignment, target } of after!.members) expect(assignment).toEqual(target);
  });

  it('tell that the coordinator does not answer, and who coordinates next', async () => {
    const cluster = { ...scenarioUnder('eager').cluster, brokers: 3 };
    const crash = {
      number: 1,
      text: '',
      trigger: { type: 'at', atUs: 12e6 },
      action: { type: 'crash', process: 'broker-3', restartAfterUs: 30e6 },
    } as const;
    const scenario = scenarioUnder('eager', { cluster, faults: [crash] });
    const { snapshots } = await run(scenario, [11.5e6, 13e6, 25e6]);
    const seen = snapshots.map(({ coordinator, isAnswering }) => [coordinator, isAnswering]);
    expect(seen).toEqual([
      ['broker-3', true],
      ['broker-3', false],
      ['broker-1', true],
    ]);
    expect(snapshots[2]!.state).toBe('Stable');
  });
});
