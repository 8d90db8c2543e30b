import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  newServerAssignor,
  SERVER_ASSIGNOR_NAMES,
} from '../../../../src/model/assignor/server/newServerAssignor.ts';
import { readVectors } from '../../../readVectors.ts';

type Written = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

interface Member {
  readonly memberId: string;
  readonly instanceId?: string;
  readonly topics: readonly string[];
}

interface Group {
  readonly topics: Readonly<Record<string, number>>;
  readonly members: readonly Member[];
}

interface ServerVector extends Group {
  readonly id: number;
  readonly homogeneous: boolean;
  readonly uniform: { readonly previous: Written; readonly assignment: Written };
  readonly range: { readonly previous: Written; readonly assignment: Written };
}

function assign(name: string, group: Group, previous: Written = {}): Written {
  const members = group.members.map(({ memberId, instanceId, topics }) => ({
    memberId,
    instanceId: instanceId ?? null,
    topics,
    assigned: new Map(Object.entries(previous[memberId] ?? {})),
  }));
  const result = newServerAssignor(name).assign(new Map(Object.entries(group.topics)), members);
  return Object.fromEntries([...result].map(([id, topics]) => [id, Object.fromEntries(topics)]));
}

/** A group of members that all have topic t. */
function group(partitionCount: number, ...memberIds: readonly string[]): Group {
  return {
    topics: { t: partitionCount },
    members: memberIds.map((memberId) => ({ memberId, topics: ['t'] })),
  };
}

describe.each(SERVER_ASSIGNOR_NAMES)('server assignor %s', (name) => {
  it.each([true, false])('gives what Kafka gives, homogeneous: %s', (homogeneous) => {
    const vectors = readVectors<ServerVector>('assignors-server').filter(
      (vector) => vector.homogeneous === homogeneous,
    );
    expect(vectors.length).toBeGreaterThan(200);
    for (const vector of vectors) {
      const { previous, assignment } = vector[name];
      expect(assign(name, vector, previous), `id ${vector.id}`).toEqual(assignment);
    }
  });

  it('gives every partition of a subscribed topic to one subscriber', () => {
    fc.assert(
      fc.property(groups, (drawn) => {
        const assignment = assign(name, drawn);
        expect(Object.keys(assignment)).toEqual(drawn.members.map(({ memberId }) => memberId));
        for (const [topic, partitionCount] of Object.entries(drawn.topics)) {
          const subscribers = drawn.members.filter((member) => member.topics.includes(topic));
          const given = subscribers.flatMap(({ memberId }) => assignment[memberId]![topic] ?? []);
          const all = Array.from({ length: partitionCount }, (_, partition) => partition);
          expect(given.sort((a, b) => a - b)).toEqual(subscribers.length === 0 ? [] : all);
          const strangers = drawn.members.filter((member) => !member.topics.includes(topic));
          for (const { memberId } of strangers)
            expect(assignment[memberId]![topic]).toBeUndefined();
        }
      }),
    );
  });

  it('skips topics that do not exist', () => {
    const members = [{ memberId: 'A', topics: ['t', 'unknown'] }];
    expect(assign(name, { topics: { t: 1 }, members })).toEqual({ A: { t: [0] } });
  });

  it('has nothing to do for nobody', () => {
    expect(assign(name, { topics: { t: 3 }, members: [] })).toEqual({});
  });
});

const TOPICS = ['t0', 't1', 't2'];

const groups: fc.Arbitrary<Group> = fc
  .record({
    counts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }),
    subscriptions: fc.array(fc.subarray(TOPICS), { minLength: 1, maxLength: 7 }),
  })
  .map(({ counts, subscriptions }) => ({
    topics: Object.fromEntries(TOPICS.map((topic, index) => [topic, counts[index]!])),
    members: subscriptions.map((topics, index) => ({ memberId: `m${index}`, topics })),
  }));

describe('uniform', () => {
  it('case 10: uniform gives blocks, the last ones the extras, and moves little', () => {
    const two = assign('uniform', group(6, 'A', 'B'));
    expect(two).toEqual({ A: { t: [0, 1, 2] }, B: { t: [3, 4, 5] } });
    const three = assign('uniform', group(6, 'A', 'B', 'C'), two);
    expect(three).toEqual({ A: { t: [0, 1] }, B: { t: [3, 4] }, C: { t: [2, 5] } });

    const seven = assign('uniform', group(7, 'A', 'B', 'C'));
    expect(Object.values(seven).map(({ t }) => t!.length)).toEqual([2, 2, 3]);

    const uneven = { A: { t: [0, 1] }, B: { t: [2, 3, 4] } };
    expect(assign('uniform', group(5, 'A', 'B'), uneven)).toEqual(uneven);
  });

  it('moves nothing when nothing has changed', () => {
    fc.assert(
      fc.property(groups, (drawn) => {
        const assignment = assign('uniform', drawn);
        expect(assign('uniform', drawn, assignment)).toEqual(assignment);
      }),
    );
  });

  it('drops what a member may no longer have', () => {
    const members = [
      { memberId: 'A', topics: ['t'] },
      { memberId: 'B', topics: ['t', 'u'] },
    ];
    const previous = { A: { t: [0], u: [0, 1] }, B: { gone: [0], t: [1, 9] } };
    expect(assign('uniform', { topics: { t: 2, u: 2 }, members }, previous)).toEqual({
      A: { t: [0, 1] },
      B: { u: [0, 1] },
    });
  });
});

describe('newServerAssignor', () => {
  it('refuses other names', () => {
    expect(() => newServerAssignor('sticky')).toThrow('no server assignor sticky');
  });
});
