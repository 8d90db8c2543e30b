import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JavaHashMap, javaStringHashCode } from '../../src/model/javaHashMapOrder.ts';

function keysAfterAdding(...keys: string[]): string[] {
  const map = new JavaHashMap<number>();
  for (const key of keys) map.set(key, 0);
  return map.keys();
}

describe('javaStringHashCode', () => {
  it.each([
    ['', 0],
    ['a', 97],
    ['abc', 96354],
    ['polygenelubricants', -2147483648],
    ['\u{1F600}', 1772899],
    ['Aa', 2112],
    ['BB', 2112],
  ])('of %j is %i', (text, hash) => {
    expect(javaStringHashCode(text)).toBe(hash);
  });
});

describe('JavaHashMap', () => {
  it('iterates by bucket, as checked against Java', () => {
    expect(keysAfterAdding('consumer-1', 'consumer-2', 'consumer-3')).toEqual([
      'consumer-3',
      'consumer-2',
      'consumer-1',
    ]);
    expect(keysAfterAdding('C', 'B', 'A')).toEqual(['A', 'B', 'C']);
    expect(keysAfterAdding('consumer-2', 'consumer-10', 'consumer-1')).toEqual([
      'consumer-10',
      'consumer-2',
      'consumer-1',
    ]);
  });

  it('keeps colliding keys in order of insertion, and puts one that comes back last', () => {
    expect(keysAfterAdding('BB', 'Aa')).toEqual(['BB', 'Aa']);
    const map = new JavaHashMap<number>().set('Aa', 1).set('BB', 2);
    map.set('Aa', 3);
    expect(map.entries()).toEqual([
      ['Aa', 3],
      ['BB', 2],
    ]);
    expect(map.delete('Aa')).toBe(true);
    expect(map.delete('Aa')).toBe(false);
    map.set('Aa', 4);
    expect([...map]).toEqual([
      ['BB', 2],
      ['Aa', 4],
    ]);
  });

  it('grows past three quarters and does not shrink', () => {
    // 'a' (97) and 'q' (113) share bucket 1 of 16, but not of 32.
    const map = new JavaHashMap<number>();
    for (const key of ['q', 'a', ...'ABCDEFGHIJ']) map.set(key, 0);
    expect(map.size).toBe(12);
    expect(map.keys().filter((key) => 'aq'.includes(key))).toEqual(['q', 'a']);
    map.set('K', 0);
    expect(map.keys().filter((key) => 'aq'.includes(key))).toEqual(['a', 'q']);
    for (const key of 'ABCDEFGHIJK') map.delete(key);
    expect(map.keys()).toEqual(['a', 'q']);
  });

  it('grows when a ninth key falls into one bucket of a small table', () => {
    // Code units 16 apart share a bucket of 16; in a table of 32 they alternate between two.
    const keys = Array.from({ length: 9 }, (_, index) => String.fromCharCode(0x20 + 16 * index));
    expect(keysAfterAdding(...keys.slice(0, 8))).toEqual(keys.slice(0, 8));
    const even = keys.filter((_, index) => index % 2 === 0);
    const odd = keys.filter((_, index) => index % 2 === 1);
    expect(keysAfterAdding(...keys)).toEqual([...even, ...odd]);
  });

  it('takes an initial capacity, and clear keeps the size of the table', () => {
    const map = new JavaHashMap<number>(17);
    map.set('q', 0).set('a', 0);
    expect(map.keys()).toEqual(['a', 'q']);
    map.clear();
    expect(map.size).toBe(0);
    expect(map.has('a')).toBe(false);
    expect(map.set('q', 1).set('a', 2).values()).toEqual([2, 1]);
  });

  it('agrees with a table of chained buckets that is really rebuilt', () => {
    const operation = fc.record({
      remove: fc.boolean(),
      key: fc.oneof(
        fc.integer({ min: 0, max: 40 }).map((number) => `consumer-${number}`),
        fc.constantFrom('Aa', 'BB', 'AaAa', 'BBBB', 'AaBB', 'BBAa'),
        fc.string({ maxLength: 3 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
        const map = new JavaHashMap<string>();
        const table = new ChainedTable();
        for (const { remove, key } of operations) {
          if (remove) {
            map.delete(key);
            table.remove(key);
          } else {
            map.set(key, `value of ${key}`);
            table.add(key);
          }
          expect(map.keys()).toEqual(table.keys());
          expect(map.size).toBe(table.keys().length);
          expect(map.get(key)).toBe(remove ? undefined : `value of ${key}`);
        }
      }),
    );
  });

  it('takes the hash code of what a key stands for', () => {
    // The hash code of Java's Integer is its value; as text these keys are in buckets 5, 1 and 0.
    const integers = new JavaHashMap<number>(undefined, Number);
    for (const key of ['16', '1', '0']) integers.set(key, 0);
    expect(integers.keys()).toEqual(['16', '0', '1']);
    expect(keysAfterAdding('16', '1', '0')).toEqual(['0', '1', '16']);
  });
});

/** The slow and literal way: buckets of chains, split one by one when the table doubles. */
class ChainedTable {
  private buckets: string[][] = Array.from({ length: 16 }, () => []);

  keys(): string[] {
    return this.buckets.flat();
  }

  add(key: string): void {
    const bucket = this.bucketOf(key);
    if (bucket.includes(key)) return;
    bucket.push(key);
    if (bucket.length > 8 && this.buckets.length < 64) this.double();
    if (this.keys().length > (this.buckets.length / 4) * 3) this.double();
  }

  remove(key: string): void {
    const bucket = this.bucketOf(key);
    const index = bucket.indexOf(key);
    if (index >= 0) bucket.splice(index, 1);
  }

  private bucketOf(key: string): string[] {
    const hash = javaStringHashCode(key);
    const spread = (hash ^ (hash >>> 16)) >>> 0;
    return this.buckets[spread % this.buckets.length]!;
  }

  private double(): void {
    const old = this.buckets;
    this.buckets = Array.from({ length: old.length * 2 }, () => []);
    for (const bucket of old) for (const key of bucket) this.bucketOf(key).push(key);
  }
}
