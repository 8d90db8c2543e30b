import { describe, expect, it } from 'vitest';
import { runAssignor, type VectorMember, type WrittenAssignment } from './assignorVectors.ts';

interface MemberOptions {
  readonly topics: string;
  readonly owns?: string;
  readonly generation?: number;
  readonly instance?: string;
}

type Members = Readonly<Record<string, MemberOptions>>;

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}

function assign(
  name: string,
  topics: Readonly<Record<string, number>>,
  members: Members,
): WrittenAssignment {
  const written = Object.entries(members).map(([memberId, options]): VectorMember => ({
    memberId,
    ...(options.instance === undefined ? {} : { groupInstanceId: options.instance }),
    topics: words(options.topics),
    ownedPartitions: words(options.owns ?? ''),
    generationId: options.generation ?? -1,
  }));
  return runAssignor(name, { topics, members: written });
}

/** Member id to partitions in words, sorted: for comparison as sets. */
function sets(assignment: WrittenAssignment): Readonly<Record<string, string>> {
  const entries = Object.entries(assignment);
  return Object.fromEntries(
    entries.map(([memberId, list]) => [memberId, [...list].sort().join(' ')]),
  );
}

const UNEVEN: Members = {
  C0: { topics: 't0' },
  C1: { topics: 't0 t1' },
  C2: { topics: 't0 t1 t2' },
};
const UNEVEN_TOPICS = { t0: 1, t1: 2, t2: 3 };

describe('conformance cases of the client-side assignors', () => {
  it('case 2: range divides each topic by itself', () => {
    const both: Members = { C0: { topics: 't0 t1' }, C1: { topics: 't0 t1' } };
    expect(assign('range', { t0: 3, t1: 3 }, both)).toEqual({
      C0: ['t0-0', 't0-1', 't1-0', 't1-1'],
      C1: ['t0-2', 't1-2'],
    });
    const three: Members = { a: { topics: 't' }, b: { topics: 't' }, c: { topics: 't' } };
    expect(assign('range', { t: 10 }, three)).toEqual({
      a: ['t-0', 't-1', 't-2', 't-3'],
      b: ['t-4', 't-5', 't-6'],
      c: ['t-7', 't-8', 't-9'],
    });
  });

  it('case 3: range serves static members first, by group.instance.id', () => {
    const members: Members = {
      aaa: { topics: 't' },
      zzz: { topics: 't', instance: 'inst-2' },
      mmm: { topics: 't', instance: 'inst-1' },
    };
    expect(assign('range', { t: 4 }, members)).toEqual({
      mmm: ['t-0', 't-1'],
      zzz: ['t-2'],
      aaa: ['t-3'],
    });
  });

  it('case 4: round robin deals the partitions of all topics', () => {
    const members: Members = { C0: { topics: 't0 t1' }, C1: { topics: 't0 t1' } };
    expect(assign('roundrobin', { t0: 3, t1: 3 }, members)).toEqual({
      C0: ['t0-0', 't0-2', 't1-1'],
      C1: ['t0-1', 't1-0', 't1-2'],
    });
  });

  it('case 5: uneven subscriptions burden one member, under sticky less than round robin', () => {
    expect(assign('roundrobin', UNEVEN_TOPICS, UNEVEN)).toEqual({
      C0: ['t0-0'],
      C1: ['t1-0'],
      C2: ['t1-1', 't2-0', 't2-1', 't2-2'],
    });
    expect(assign('sticky', UNEVEN_TOPICS, UNEVEN)).toEqual({
      C0: ['t0-0'],
      C1: ['t1-0', 't1-1'],
      C2: ['t2-0', 't2-1', 't2-2'],
    });
  });

  it('case 6: sticky leaves the survivors what they had when one leaves', () => {
    const topics = 't0 t1 t2 t3';
    const counts = { t0: 2, t1: 2, t2: 2, t3: 2 };
    const fresh = assign('sticky', counts, { C0: { topics }, C1: { topics }, C2: { topics } });
    expect(fresh).toEqual({
      C0: ['t0-0', 't1-1', 't3-0'],
      C1: ['t0-1', 't2-0', 't3-1'],
      C2: ['t1-0', 't2-1'],
    });
    const afterwards = assign('sticky', counts, {
      C0: { topics, owns: fresh['C0']!.join(' '), generation: 1 },
      C2: { topics, owns: fresh['C2']!.join(' '), generation: 1 },
    });
    expect(sets(afterwards)).toEqual({ C0: 't0-0 t0-1 t1-1 t3-0', C2: 't1-0 t2-0 t2-1 t3-1' });
  });

  it('case 7: cooperative needs a second round for what B takes over from A', () => {
    const first = assign(
      'cooperative-sticky',
      { t: 4 },
      {
        A: { topics: 't', owns: 't-0 t-1 t-2 t-3', generation: 1 },
        B: { topics: 't' },
      },
    );
    expect(first).toEqual({ A: ['t-0', 't-1'], B: [] });
    const second = assign(
      'cooperative-sticky',
      { t: 4 },
      {
        A: { topics: 't', owns: 't-0 t-1', generation: 2 },
        B: { topics: 't', generation: 2 },
      },
    );
    expect(second).toEqual({ A: ['t-0', 't-1'], B: ['t-2', 't-3'] });
  });

  it('case 8: a third member takes one from each; the owner of all keeps the larger share', () => {
    const joining: Members = {
      A: { topics: 't', owns: 't-0 t-1 t-2', generation: 1 },
      B: { topics: 't', owns: 't-3 t-4 t-5', generation: 1 },
      C: { topics: 't' },
    };
    const kept = { A: ['t-0', 't-1'], B: ['t-3', 't-4'] };
    expect(assign('cooperative-sticky', { t: 6 }, joining)).toEqual({ ...kept, C: [] });
    expect(assign('sticky', { t: 6 }, joining)).toEqual({ ...kept, C: ['t-2', 't-5'] });
    const second: Members = {
      A: { topics: 't', owns: 't-0 t-1', generation: 2 },
      B: { topics: 't', owns: 't-3 t-4', generation: 2 },
      C: { topics: 't', generation: 2 },
    };
    expect(assign('cooperative-sticky', { t: 6 }, second)).toEqual({ ...kept, C: ['t-2', 't-5'] });

    const five = assign(
      'cooperative-sticky',
      { t: 5 },
      {
        A: { topics: 't', owns: 't-0 t-1 t-2 t-3 t-4', generation: 1 },
        B: { topics: 't' },
      },
    );
    expect(five).toEqual({ A: ['t-0', 't-1', 't-2'], B: [] });
    const fiveSecond = assign(
      'cooperative-sticky',
      { t: 5 },
      {
        A: { topics: 't', owns: 't-0 t-1 t-2', generation: 2 },
        B: { topics: 't', generation: 2 },
      },
    );
    expect(fiveSecond).toEqual({ A: ['t-0', 't-1', 't-2'], B: ['t-3', 't-4'] });
  });

  it('case 9: a partition that two claim in one generation stays with neither', () => {
    const claims = (generationOfB: number): Members => ({
      A: { topics: 't', owns: 't-0 t-1', generation: 5 },
      B: { topics: 't', owns: 't-1 t-2', generation: generationOfB },
    });
    expect(assign('sticky', { t: 3 }, claims(5))).toEqual({ A: ['t-0', 't-1'], B: ['t-2'] });
    expect(assign('cooperative-sticky', { t: 3 }, claims(5))).toEqual({ A: ['t-0'], B: ['t-2'] });
    const kept = { A: ['t-0', 't-1'], B: ['t-2'] };
    expect(assign('sticky', { t: 3 }, claims(4))).toEqual(kept);
    expect(assign('cooperative-sticky', { t: 3 }, claims(4))).toEqual(kept);
  });
});
