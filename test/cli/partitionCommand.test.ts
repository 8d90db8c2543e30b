import { describe, expect, it, vi } from 'vitest';
import yargs from 'yargs';
import { partitionCommand, partitionReport } from '../../src/cli/partitionCommand.ts';
import type { KeyPlacement } from '../../src/cli/placeKeys.ts';
import { readVectors } from '../readVectors.ts';

interface PartitionerVector {
  readonly keyHex: string;
  readonly key?: string;
  readonly murmur2: number;
  readonly partition: Readonly<Record<string, number>>;
}

const vectors = readVectors<PartitionerVector>('partitioner');
const partitionCounts = Object.keys(vectors[0]!.partition);

interface Options {
  readonly key?: string | readonly string[];
  /** What is piped in; sets --stdin. */
  readonly input?: string | Uint8Array;
  readonly hex?: boolean;
  readonly partitions?: string | undefined;
}

function report(options: Options, json: boolean): Promise<string> {
  const { key, input, hex = false, partitions } = options;
  const args = { key, stdin: input !== undefined, hex, partitions, json };
  return partitionReport(args, () => Promise.resolve(Buffer.from(input ?? 'not to be read')));
}

async function placements(options: Options): Promise<KeyPlacement[]> {
  return JSON.parse(await report(options, true)) as KeyPlacement[];
}

function expected(vector: PartitionerVector, key: string, partitions: string): KeyPlacement {
  return { key, murmur2: vector.murmur2, partition: vector.partition[partitions]! };
}

describe('partition-lab partition', () => {
  it.each(partitionCounts)(
    'places every key of the vectors on %s partitions as Kafka does',
    async (partitions) => {
      expect(vectors.length).toBe(2000);
      const hexKeys = vectors.map((vector) => vector.keyHex);
      const wanted = vectors.map((vector) => expected(vector, vector.keyHex, partitions));
      expect(await placements({ key: hexKeys, hex: true, partitions })).toEqual(wanted);
      const input = `${hexKeys.join('\n')}\n`;
      expect(await placements({ input, hex: true, partitions })).toEqual(wanted);

      const readable = vectors.filter((vector) => vector.key !== undefined);
      expect(readable.length).toBeGreaterThan(1000);
      const typed = readable.map((vector) => vector.key!);
      expect(await placements({ key: typed, partitions })).toEqual(
        readable.map((vector) => expected(vector, vector.key!, partitions)),
      );
    },
  );

  it('hashes the bytes of a line as they are, valid UTF-8 or not', async () => {
    const oneLine = vectors.filter(({ keyHex }) => !/^(?:..)*0[ad]/.test(keyHex));
    expect(oneLine.some((vector) => vector.key === undefined)).toBe(true);
    const lines = oneLine.map(({ keyHex }) => Buffer.from(`${keyHex}0a`, 'hex'));
    const placed = await placements({ input: Buffer.concat(lines), partitions: '12' });
    expect(placed.map(({ partition }) => partition)).toEqual(
      oneLine.map((vector) => vector.partition['12']),
    );
  });

  it('takes an empty line for the empty key, and no key after the last line', async () => {
    const keysOf = async (input: string): Promise<string[]> =>
      (await placements({ input, partitions: '3' })).map(({ key }) => key);
    expect(await keysOf('')).toEqual([]);
    expect(await keysOf('\n')).toEqual(['']);
    expect(await keysOf('a\r\n\r\nb')).toEqual(['a', '', 'b']);
    expect(await keysOf('a\n\nb\n')).toEqual(['a', '', 'b']);
  });

  it('hashes the empty key', async () => {
    expect(await placements({ key: '', partitions: '6' })).toEqual([
      { key: '', murmur2: 275646681, partition: 3 },
    ]);
  });

  it('draws a table of 80 columns and no more', async () => {
    const text = await report(
      { key: ['user-1', 'x'.repeat(200), '', 'a\tb'], partitions: '6' },
      false,
    );
    const lines = text.split('\n');
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([80]));
    const cells = lines
      .filter((line) => line.startsWith('│'))
      .map((line) => line.split(/ *│ */).slice(1, -1));
    expect(cells[0]).toEqual(['key', 'murmur2', 'positive', 'partition']);
    expect(cells[1]).toEqual(['user-1', '1404122828', '1404122828', '2']);
    expect(cells[3]).toEqual(['""', '275646681', '275646681', '3']);
    expect(cells[4]![0]).toBe('"a\\tb"');
  });

  it('shows its options and examples with --help', async () => {
    const parser = yargs([])
      .scriptName('partition-lab')
      .command(partitionCommand)
      .exitProcess(false);
    const help = await new Promise<string>((resolve) => {
      void parser.parse('partition --help', (_error: unknown, _argv: unknown, output: string) =>
        resolve(output),
      );
    });
    for (const word of [
      '--key',
      '--stdin',
      '--hex',
      '--partitions',
      '--json',
      'Examples:',
      '쿠폰-1',
    ]) {
      expect(help).toContain(word);
    }
  });
});

describe('misuse of partition-lab partition', () => {
  it.each(['0', '-1', '2147483648', '1e3', '3.5', 'six', ' 6', '0x6', '99999999999999999999'])(
    'refuses %j partitions',
    async (partitions) => {
      const message = `--partitions ${partitions} is not a whole number between 1 and 2147483647.`;
      await expect(report({ key: 'a', partitions }, true)).rejects.toThrow(message);
    },
  );

  it.each([undefined, ''])('asks for the number of partitions', async (partitions) => {
    await expect(report({ key: 'a', partitions }, true)).rejects.toThrow('--partitions is missing');
  });

  it('takes the extremes of the partition count', async () => {
    expect((await placements({ key: 'a', partitions: '1' }))[0]!.partition).toBe(0);
    const most = (await placements({ key: '21', partitions: '2147483647' }))[0]!;
    expect(most.partition).toBe(1173551340);
  });

  it.each(['0', '0x00', 'zz', '00 ff', '0g', '쿠폰'])('refuses %j as hexadecimal', async (key) => {
    const message = `${JSON.stringify(key)} is not a key in hexadecimal`;
    await expect(report({ key: ['00', key], hex: true, partitions: '3' }, true)).rejects.toThrow(
      message,
    );
  });

  it('ends with exit code 3 and the reason on standard error', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const exitCode = process.exitCode;
    await yargs([]).command(partitionCommand).exitProcess(false).parseAsync('partition --key a');
    const seen = [process.exitCode, errors.mock.calls];
    process.exitCode = exitCode;
    errors.mockRestore();
    const reason = '--partitions is missing: say how many partitions the topic has.';
    expect(seen).toEqual([3, [[reason]]]);
  });

  it('wants keys from one place', async () => {
    const message = 'Give keys either with --key or with --stdin.';
    await expect(report({ partitions: '3' }, true)).rejects.toThrow(message);
    await expect(report({ key: 'a', input: 'b', partitions: '3' }, true)).rejects.toThrow(message);
  });
});
