import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASSIGNOR_NAMES } from '../../../src/model/assignor/newAssignor.ts';
import {
  runAssignor,
  type VectorGroup,
  type VectorMember,
  type WrittenAssignment,
} from './assignorVectors.ts';

const TOPICS = ['t0', 't1', 't2', 'orders'] as const;
const RACKS = ['rack-a', 'rack-b', 'rack-c'];
const GENERATION = 7;

interface GroupShape {
  /** All members subscribe to all topics. */
  readonly equalSubscriptions: boolean;
  readonly racks: boolean;
}

/** Groups in which each partition has at most one owner, all of one generation. */
function groups({ equalSubscriptions, racks }: GroupShape): fc.Arbitrary<VectorGroup> {
  const counts = fc.record(
    Object.fromEntries(TOPICS.map((topic) => [topic, fc.integer({ min: 1, max: 7 })])),
  );
  const member = fc.record({
    memberId: fc.stringMatching(/^[a-z]{1,3}-[0-9]{1,2}$/),
    instance: fc.option(fc.stringMatching(/^i[0-9]{1,3}$/), { nil: undefined }),
    rackId: fc.constantFrom(...RACKS),
    topics: equalSubscriptions
      ? fc.constant([...TOPICS])
      : fc.subarray([...TOPICS], { minLength: 1 }),
  });
  const members = fc.uniqueArray(member, {
    minLength: 1,
    maxLength: 7,
    selector: ({ memberId }) => memberId,
  });
  const replicaRacks = fc.array(fc.subarray(RACKS, { minLength: 1 }), {
    minLength: 7,
    maxLength: 7,
  });
  return fc
    .record({
      counts,
      members,
      owners: fc.array(fc.nat({ max: 9 }), { minLength: 28, maxLength: 28 }),
      replicaRacks,
    })
    .map(({ counts: topics, members: drawn, owners, replicaRacks: perPartition }) => {
      const owned: string[][] = drawn.map(() => []);
      TOPICS.forEach((topic, topicIndex) => {
        for (let partition = 0; partition < topics[topic]!; partition++) {
          const owner = owners[topicIndex * 7 + partition]!;
          if (drawn[owner]?.topics.includes(topic)) owned[owner]!.push(`${topic}-${partition}`);
        }
      });
      const written = drawn.map(
        ({ memberId, instance, rackId, topics: subscribed }, index): VectorMember => ({
          memberId,
          ...(instance === undefined ? {} : { groupInstanceId: `${instance}-${index}` }),
          ...(racks ? { rackId } : {}),
          topics: subscribed,
          ownedPartitions: owned[index]!,
          generationId: GENERATION,
        }),
      );
      const racksOfTopic = perPartition.map((list) => list.join(','));
      const partitionRacks = Object.fromEntries(TOPICS.map((topic) => [topic, racksOfTopic]));
      return { topics, members: written, ...(racks ? { partitionRacks } : {}) };
    });
}

const shapes: fc.Arbitrary<VectorGroup> = fc.oneof(
  ...[true, false].flatMap((equalSubscriptions) =>
    [true, false].map((racks) => groups({ equalSubscriptions, racks })),
  ),
);

function topicOf(partition: string): string {
  return partition.slice(0, partition.lastIndexOf('-'));
}

function loads(assignment: WrittenAssignment): number[] {
  return Object.values(assignment).map((partitions) => partitions.length);
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/** All partitions of the topics that somebody subscribes to. */
function partitionsToAssign(group: VectorGroup): string[] {
  const subscribed = new Set(group.members.flatMap((member) => member.topics));
  return Object.entries(group.topics)
    .filter(([topic]) => subscribed.has(topic))
    .flatMap(([topic, count]) =>
      Array.from({ length: count }, (_, partition) => `${topic}-${partition}`),
    )
    .sort();
}

/** The group as it joins again after everyone took over the assignment. */
function rejoined(group: VectorGroup, assignment: WrittenAssignment): VectorGroup {
  const members = group.members.map((member) => ({
    ...member,
    ownedPartitions: assignment[member.memberId]!,
    generationId: member.generationId + 1,
  }));
  return { ...group, members };
}

function asSets(assignment: WrittenAssignment): Readonly<Record<string, readonly string[]>> {
  const entries = Object.entries(assignment).map(([id, list]) => [id, [...list].sort()] as const);
  return Object.fromEntries(entries);
}

describe.each([...ASSIGNOR_NAMES])('%s', (name) => {
  it('gives partitions only to subscribers, none twice, and has an entry for every member', () => {
    fc.assert(
      fc.property(shapes, (group) => {
        const assignment = runAssignor(name, group);
        const ids = group.members.map(({ memberId }) => memberId).sort();
        expect(Object.keys(assignment)).toEqual(ids);
        for (const member of group.members) {
          for (const tp of assignment[member.memberId]!)
            expect(member.topics).toContain(topicOf(tp));
        }
        const given = Object.values(assignment).flat();
        expect(new Set(given).size).toBe(given.length);
        if (name !== 'cooperative-sticky') expect(given.sort()).toEqual(partitionsToAssign(group));
      }),
    );
  });

  it('does not depend on the order in which members are listed', () => {
    fc.assert(
      fc.property(shapes, (group) => {
        const reversed = { ...group, members: [...group.members].reverse() };
        expect(runAssignor(name, reversed)).toEqual(runAssignor(name, group));
      }),
    );
  });

  it('skips topics that the leader does not know', () => {
    fc.assert(
      fc.property(groups({ equalSubscriptions: true, racks: false }), (group) => {
        const members = group.members.map((member) => ({
          ...member,
          topics: [...member.topics, 'unknown'],
        }));
        expect(runAssignor(name, { ...group, members })).toEqual(runAssignor(name, group));
      }),
    );
  });
});

describe('range', () => {
  it('gives each subscriber a range of each topic, as long as the others or one shorter', () => {
    fc.assert(
      fc.property(groups({ equalSubscriptions: false, racks: false }), (group) => {
        const assignment = runAssignor('range', group);
        for (const topic of TOPICS) {
          const shares = group.members
            .filter((member) => member.topics.includes(topic))
            .map(({ memberId }) => assignment[memberId]!.filter((tp) => topicOf(tp) === topic))
            .map((partitions) => partitions.map((tp) => Number(tp.slice(topic.length + 1))));
          if (shares.length === 0) continue;
          expect(spread(shares.map((share) => share.length))).toBeLessThanOrEqual(1);
          for (const share of shares.filter((numbers) => numbers.length > 0)) {
            expect(spread(share)).toBe(share.length - 1);
          }
        }
      }),
    );
  });

  it('keeps the sizes of the shares when racks are matched', () => {
    fc.assert(
      fc.property(groups({ equalSubscriptions: true, racks: true }), (group) => {
        const assignment = runAssignor('range', group);
        for (const topic of TOPICS) {
          const sizes = Object.values(assignment).map(
            (list) => list.filter((tp) => topicOf(tp) === topic).length,
          );
          expect(spread(sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe.each(['roundrobin', 'sticky'])('%s', (name) => {
  it('divides evenly among equal subscriptions, with racks or without', () => {
    const equal = fc.oneof(
      groups({ equalSubscriptions: true, racks: true }),
      groups({ equalSubscriptions: true, racks: false }),
    );
    fc.assert(
      fc.property(equal, (group) => {
        expect(spread(loads(runAssignor(name, group)))).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('sticky', () => {
  it('moves nothing when nothing has changed', () => {
    const withoutRacks = fc.oneof(
      groups({ equalSubscriptions: true, racks: false }),
      groups({ equalSubscriptions: false, racks: false }),
    );
    fc.assert(
      fc.property(withoutRacks, (group) => {
        const assignment = runAssignor('sticky', group);
        const again = runAssignor('sticky', rejoined(group, assignment));
        expect(asSets(again)).toEqual(asSets(assignment));
      }),
    );
  });

  it('ignores claims to partitions that the leader does not know', () => {
    fc.assert(
      fc.property(shapes, (group) => {
        const members = group.members.map((member) => ({
          ...member,
          ownedPartitions: [...member.ownedPartitions, `${member.topics[0]!}-99`, 'gone-0'],
        }));
        expect(runAssignor('sticky', { ...group, members })).toEqual(runAssignor('sticky', group));
      }),
    );
  });
});

describe('cooperative-sticky', () => {
  it('never hands a partition to one member while another owns it', () => {
    fc.assert(
      fc.property(shapes, (group) => {
        const assignment = runAssignor('cooperative-sticky', group);
        const owners = new Map<string, string>();
        for (const { memberId, ownedPartitions } of group.members) {
          for (const tp of ownedPartitions) owners.set(tp, memberId);
        }
        for (const [memberId, partitions] of Object.entries(assignment)) {
          for (const tp of partitions) expect([undefined, memberId]).toContain(owners.get(tp));
        }
      }),
    );
  });

  it('has assigned everything in the round after the revocations', () => {
    fc.assert(
      fc.property(groups({ equalSubscriptions: true, racks: false }), (group) => {
        const first = runAssignor('cooperative-sticky', group);
        const second = runAssignor('cooperative-sticky', rejoined(group, first));
        expect(Object.values(second).flat().sort()).toEqual(partitionsToAssign(group));
        expect(spread(loads(second))).toBeLessThanOrEqual(1);
        for (const [memberId, kept] of Object.entries(first)) {
          expect(second[memberId]).toEqual(expect.arrayContaining([...kept]));
        }
      }),
    );
  });
});
