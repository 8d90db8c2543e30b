import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextColumn } from '../../../src/model/broker/textColumn.ts';

const step = fc.oneof(
  fc.record({
    push: fc.array(fc.option(fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 9 }),
    times: fc.nat({ max: 120 }),
  }),
  fc.record({ keepPerMille: fc.nat({ max: 1000 }) }),
);

describe('TextColumn', () => {
  it('is a list of texts and nulls', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const column = new TextColumn();
        const list: (string | null)[] = [];
        for (const one of steps) {
          if ('push' in one) {
            for (let time = 0; time < one.times; time++)
              for (const text of one.push) {
                column.push(text);
                list.push(text);
              }
          } else {
            const length = Math.floor((list.length * one.keepPerMille) / 1000);
            column.truncate(length);
            list.length = length;
          }
          expect(column.length).toBe(list.length);
        }
        expect(list.map((_, index) => column.at(index))).toEqual(list);
      }),
      { numRuns: 200 },
    );
  });

  it('does not grow by a truncation behind its end', () => {
    const column = new TextColumn();
    column.push('a');
    column.truncate(5);
    expect(column.length).toBe(1);
  });
});
