import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { murmur2, partitionForKey, toPositive } from '../../src/model/murmur2.ts';
import { utf8ByteString, utf8Length } from '../../src/model/utf8ByteString.ts';
import { readVectors } from '../readVectors.ts';

interface PartitionerVector {
  readonly keyHex: string;
  readonly key?: string;
  readonly murmur2: number;
  readonly partition: Readonly<Record<string, number>>;
}

describe('murmur2', () => {
  const vectors = readVectors<PartitionerVector>('partitioner');

  it('gives the hash and the partitions that Kafka gives, for bytes and for text', () => {
    expect(vectors.length).toBe(2000);
    for (const vector of vectors) {
      const bytes = Uint8Array.from(Buffer.from(vector.keyHex, 'hex'));
      const keys = vector.key === undefined ? [bytes] : [bytes, vector.key];
      for (const key of keys) {
        expect(murmur2(key), vector.keyHex).toBe(vector.murmur2);
        for (const [partitionCount, partition] of Object.entries(vector.partition)) {
          expect(partitionForKey(key, Number(partitionCount)), vector.keyHex).toBe(partition);
        }
      }
    }
  });

  it('masks the sign bit and does not negate', () => {
    expect(toPositive(-1)).toBe(0x7fffffff);
    expect(toPositive(-2147483648)).toBe(0);
    expect(toPositive(murmur2('21'))).toBe(1173551340);
  });

  it('hashes long byte arrays as one', () => {
    const text = 'abcdefgh'.repeat(2000);
    expect(murmur2(Uint8Array.from(Buffer.from(text)))).toBe(murmur2(text));
  });
});

describe('utf8ByteString', () => {
  const codeUnit = fc.oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0, max: 0xffff }),
    fc.integer({ min: 0xd800, max: 0xdbff }),
    fc.integer({ min: 0xdc00, max: 0xdfff }),
  );

  it('encodes as UTF-8, with ? for a lone surrogate as Java does', () => {
    fc.assert(
      fc.property(fc.array(codeUnit), (units) => {
        const text = String.fromCharCode(...units);
        const bytes = Buffer.from(text.replace(/\p{Surrogate}/gu, '?'));
        expect(utf8ByteString(text)).toBe(bytes.toString('latin1'));
        expect(utf8Length(text)).toBe(bytes.length);
      }),
    );
    expect(utf8ByteString('a\ud800b')).toBe('a?b');
    expect(utf8ByteString('\udc00\ud83c\udf9f\ud83c')).toBe('?\xf0\x9f\x8e\x9f?');
    expect(utf8Length('\udc00\ud83c\udf9f\ud83c')).toBe(6);
  });
});
