import type { GroupMember } from '../src/model/assignor/assignor.ts';
import { newAssignor } from '../src/model/assignor/newAssignor.ts';
import { newServerAssignor } from '../src/model/assignor/server/newServerAssignor.ts';
import type { ServerGroupMember } from '../src/model/assignor/server/serverAssignor.ts';
import type { TopicPartition } from '../src/model/protocol/topicPartition.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import type { BenchGroup, BenchRow } from './benchRow.ts';
import type { Costs } from './measure.ts';
import { measureInTurn, median, medianRatio } from './measure.ts';
import { parseCase, runAlone } from './runCase.ts';

const MEMBERS = 200;
const PARTITIONS = 2000;
const TOPIC = 'coupon-issue-request';
const GENERATION = 5;
const ROUNDS = 15;
const SIMULATED_ROUNDS = 3;

/** A part of the table. */
interface Case {
  readonly name: string;
  readonly run: () => Promise<unknown> | void;
}

/**
 * A rebalance of 200 members and 2,000 partitions: what each assignor takes for a new group and
 * when a member leaves, against dealing the partitions out in one loop; and whole simulated runs in
 * which 200 consumers join and another one joins later, against the first of them.
 */
export async function rebalanceBench(): Promise<BenchGroup> {
  const assigning = [
    { name: 'deal in one loop', run: () => void deal(memberIds(MEMBERS)) },
    ...['range', 'roundrobin', 'sticky', 'cooperative-sticky'].flatMap(leaderCases),
    ...['uniform', 'range'].flatMap(coordinatorCases),
  ];
  const simulating = SIMULATED.map(([name, config]): Case => {
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

function bodies(cases: readonly Case[]): Case['run'][] {
  return cases.map(({ run }) => run);
}

/** Ratios against the first one. */
function rowsOf(cases: readonly Case[], costs: readonly Costs[]): BenchRow[] {
  return cases.map(({ name }, index) => {
    const { wallSeconds } = costs[index]!;
    const value = median(wallSeconds) * 1000;
    const ratio = medianRatio(wallSeconds, costs[0]!.wallSeconds);
    return { name, text: `${value.toFixed(value < 10 ? 2 : 0)} ms`, value, unit: 'ms', ratio };
  });
}

function memberIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `c${String(at).padStart(3, '0')}-0e507590`);
}

/** As little as an assignment can be. */
function deal(ids: readonly string[]): Map<string, TopicPartition[]> {
  const dealt = new Map<string, TopicPartition[]>(ids.map((id) => [id, []]));
  for (let partition = 0; partition < PARTITIONS; partition++) {
    dealt.get(ids[partition % ids.length]!)!.push({ topic: TOPIC, partition });
  }
  return dealt;
}

/** On the leader: a new group, and one that a member has just left. */
function leaderCases(name: string): readonly Case[] {
  const counts = new Map([[TOPIC, PARTITIONS]]);
  const fresh = memberIds(MEMBERS).map((id) => leaderMember(name, id, []));
  const before = newAssignor(name).assign(counts, fresh);
  const left = memberIds(MEMBERS)
    .slice(1)
    .map((id) => leaderMember(name, id, before.get(id) ?? []));
  return [
    { name: `${name}, new group`, run: () => void newAssignor(name).assign(counts, fresh) },
    { name: `${name}, one leaves`, run: () => void newAssignor(name).assign(counts, left) },
  ];
}

function leaderMember(
  name: string,
  memberId: string,
  partitions: readonly TopicPartition[],
): GroupMember {
  const generation = partitions.length === 0 ? -1 : GENERATION;
  return {
    memberId,
    groupInstanceId: null,
    subscription: {
      topics: [TOPIC],
      ownedPartitions: name === 'cooperative-sticky' ? partitions : [],
      generationId: name === 'cooperative-sticky' ? generation : -1,
      rackId: null,
      userData: name === 'sticky' ? { partitions, generation } : null,
    },
  };
}

/** The same on the coordinator, under KIP-848. */
function coordinatorCases(name: string): readonly Case[] {
  const counts = new Map([[TOPIC, PARTITIONS]]);
  const member = (memberId: string, partitions: readonly number[]): ServerGroupMember => ({
    memberId,
    instanceId: null,
    topics: [TOPIC],
    assigned: new Map(partitions.length === 0 ? [] : [[TOPIC, partitions]]),
  });
  const fresh = memberIds(MEMBERS).map((id) => member(id, []));
  const before = newServerAssignor(name).assign(counts, fresh);
  const left = memberIds(MEMBERS)
    .slice(1)
    .map((id) => member(id, before.get(id)?.get(TOPIC) ?? []));
  const assign = (members: readonly ServerGroupMember[]) => (): void =>
    void newServerAssignor(name).assign(counts, members);
  return [
    { name: `server ${name}, new group`, run: assign(fresh) },
    { name: `server ${name}, one leaves`, run: assign(left) },
  ];
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
