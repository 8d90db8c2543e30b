import { describe, expect, it } from 'vitest';
import {
  countOf,
  joinWords,
  nameOffset,
  namePartitions,
} from '../../../src/report/text/nameRecords.ts';

describe('namePartitions', () => {
  it('names a topic once, its partitions in order', () => {
    const at = (topic: string, partition: number) => ({ topic, partition });
    expect(namePartitions([at('t', 2), at('t', 0), at('u', 1)])).toBe('t-0, -2 and u-1');
    expect(namePartitions([at('t', 10), at('t', 9)])).toBe('t-9 and -10');
    expect(namePartitions([])).toBe('');
  });
});

it('nameOffset, joinWords, countOf: small words', () => {
  expect(nameOffset('t', 0, 41)).toBe('t-0@41');
  expect([joinWords([]), joinWords(['a']), joinWords(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a, b and c',
  ]);
  expect([countOf(1, 'record'), countOf(0, 'record'), countOf(2, 'crash', 'crashes')]).toEqual([
    '1 record',
    '0 records',
    '2 crashes',
  ]);
});
