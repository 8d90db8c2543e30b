import { describe, expect, it } from 'vitest';
import { readVectors } from '../../readVectors.ts';
import { runAssignor, type VectorGroup, type WrittenAssignment } from './assignorVectors.ts';

interface GroupVector extends VectorGroup {
  readonly id: number;
  readonly results: Readonly<Record<string, WrittenAssignment | { readonly error: string }>>;
}

interface SequenceVector {
  readonly id: number;
  readonly assignor: string;
  readonly rounds: readonly (VectorGroup & { readonly assignment: WrittenAssignment })[];
}

const NAMES = ['range', 'roundrobin', 'sticky', 'cooperative-sticky'];

describe.each(NAMES)('%s gives what Kafka gives, in the same order', (name) => {
  it.each([
    ['assignors-cases', 15],
    ['assignors-classic', 1300],
  ])('%s', (file, vectorCount) => {
    const vectors = readVectors<GroupVector>(file);
    expect(vectors.length).toBe(vectorCount);
    for (const vector of vectors) {
      const result = vector.results[name]!;
      // A defect of Kafka's, none in these files: generalAssignment.ts says what happens here
      // instead.
      if ('error' in result) continue;
      expect(runAssignor(name, vector), `${file} id ${vector.id}`).toEqual(result);
    }
  });
});

describe.each(['sticky', 'cooperative-sticky'])('%s over several rounds', (name) => {
  it('assignors-sequences', () => {
    const vectors = readVectors<SequenceVector>('assignors-sequences').filter(
      (vector) => vector.assignor === name,
    );
    expect(vectors.length).toBe(150);
    for (const vector of vectors) {
      for (const [index, round] of vector.rounds.entries()) {
        expect(runAssignor(name, round), `id ${vector.id} round ${index}`).toEqual(
          round.assignment,
        );
      }
    }
  });
});
