import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameStructure } from '../../../src/model/group/isSameStructure.ts';

describe('isSameStructure', () => {
  it('ignores the order of keys, not that of elements', () => {
    expect(isSameStructure({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(isSameStructure([1, 2], [2, 1])).toBe(false);
  });

  it.each([
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: undefined }, { b: undefined }],
    [[], {}],
    [[1], [1, 2]],
    [null, {}],
    ['1', 1],
    [{ a: { b: null } }, { a: { b: 0 } }],
  ])('%j is not %j', (a, b) => {
    expect(isSameStructure(a, b)).toBe(false);
    expect(isSameStructure(b, a)).toBe(false);
  });

  it('holds for a copy, and fails for a copy with one more element somewhere', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        const copy = structuredClone(value);
        expect(isSameStructure(value, copy)).toBe(true);
        expect(isSameStructure([value, other], [copy])).toBe(false);
        expect(isSameStructure({ value, other }, { value: copy })).toBe(false);
        expect(isSameStructure(value, other)).toBe(isSameStructure(other, value));
      }),
    );
  });
});
