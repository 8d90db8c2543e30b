import type { Scenario } from '../src/scenario/scenario.ts';
import {
  assignorCases,
  deal,
  memberIds,
  MEMBERS,
  PARTITIONS,
  TOPIC,
  type BenchCase,
} from './assignorCases.ts';
import type { BenchGroup, BenchRow } from './benchRow.ts';
import type { Costs } from './measure.ts';
import { measureInTurn, median, medianRatio } from './measure.ts';
import { parseCase, runAlone } from './runCase.ts';

const ROUNDS = 15;
const SIMULATED_ROUNDS = 3;

/**
 * A rebalance of 200 members and 2,000 partitions: what each assignor takes for a new group and
 * when a member leaves, against dealing the partitions out in one loop; and whole simulated runs in
 * which 200 consumers join and another one joins later, against the first of them.
 */
export async function rebalanceBench(): Promise<BenchGroup> {
  const assigning = [
    { name: 'deal in one loop', run: () => void deal(memberIds(MEMBERS)) },
    ...assignorCases(),
  ];
  const simulating = SIMULATED.map(([name, config]): BenchCase => {
    const scenario = simulatedGroup(config);
    return { name: `201 join, ${name}`, run: async () => await runAlone(scenario, 1) };
  });
  return {
    name: 'rebalance',
    ratio: 'time, against the loop; of simulated groups, against range',
    rows: [
      ...rowsOf(assigning, await measureInTurn(bodies(assigning), ROUNDS)),
      ...rowsOf(simulating, await measureInTurn(bodies(simulating), SIMULATED_ROUNDS)),
    ],
  };
}

function bodies(cases: readonly BenchCase[]): BenchCase['run'][] {
  return cases.map(({ run }) => run);
}

/** Ratios against the first one. */
function rowsOf(cases: readonly BenchCase[], costs: readonly Costs[]): BenchRow[] {
  return cases.map(({ name }, index) => {
    const { wallSeconds } = costs[index]!;
    const value = median(wallSeconds) * 1000;
    const ratio = medianRatio(wallSeconds, costs[0]!.wallSeconds);
    return { name, text: `${value.toFixed(value < 10 ? 2 : 0)} ms`, value, unit: 'ms', ratio };
  });
}

const SIMULATED: readonly (readonly [name: string, config: string])[] = [
  ['range', 'partition.assignment.strategy: range'],
  ['roundrobin', 'partition.assignment.strategy: roundrobin'],
  ['sticky', 'partition.assignment.strategy: sticky'],
  ['cooperative-sticky', 'partition.assignment.strategy: cooperative-sticky'],
  ['KIP-848, uniform', 'group.protocol: consumer'],
  ['KIP-848, range', 'group.protocol: consumer, group.remote.assignor: range'],
];

/** 200 consumers from the start, one more at 10 s, and not a record. */
function simulatedGroup(config: string): Scenario {
  const consumers = Array.from({ length: MEMBERS }, (_, at) => `      c${at + 1}: {}`);
  const text = [
    'title: Many members, many partitions',
    'topics:',
    `  ${TOPIC}: { partitions: ${PARTITIONS} }`,
    'groups:',
    '  big:',
    `    config: { ${config} }`,
    '    consumers:',
    ...consumers,
    '      late: { start: on join }',
    'faults:',
    '  - { join: late, at: 10s }',
    '',
  ];
  return parseCase(text.join('\n'), 'rebalance bench');
}
