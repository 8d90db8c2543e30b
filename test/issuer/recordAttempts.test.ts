import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/issuer/ports.ts';
import { WorkerBlocked } from '../../src/issuer/workerBlocked.ts';
import { newRecord, records } from './scriptedConsumer.ts';
import { WorkerBench } from './workerBench.ts';

const FAILING = (code: StoreError['code'], times: number) => (value: string, attempt: number) => {
  if (value === 'p0@3' && attempt <= times) throw new StoreError(code);
};

describe('RecordAttempts: errors of the store', () => {
  it.each(['unavailable', 'serialization', 'statement', 'outcome-unknown'] as const)(
    'tries again after a pause: %s',
    async (code) => {
      const polls = [{ assigned: [0], records: records(0, 3, 4) }];
      const bench = new WorkerBench({ polls, onHandle: FAILING(code, 2) });
      expect(await bench.run()).toEqual([
        'handle p0@3',
        `told p0@3 FAILED store: ${code}`,
        'sleep 50',
        'handle p0@3',
        `told p0@3 FAILED store: ${code}`,
        'sleep 50',
        'handle p0@3',
        'commit 0:4',
        'handle p0@4',
        'commit 0:5',
        'close',
      ]);
    },
  );

  it('puts a record aside after maxAttempts, with everything one needs to know', async () => {
    const polls = [{ assigned: [0], records: records(0, 3, 4) }];
    const bench = new WorkerBench({ polls, onHandle: FAILING('unavailable', 99), maxAttempts: 2 });
    expect(await bench.run()).toEqual([
      'handle p0@3',
      'told p0@3 FAILED store: unavailable',
      'sleep 50',
      'handle p0@3',
      'dead letter p0@3',
      'told p0@3 DEAD_LETTERED store: unavailable',
      'told p0@3 is a dead letter: store: unavailable',
      'commit 0:4',
      'handle p0@4',
      'commit 0:5',
      'close',
    ]);
    expect(bench.letters).toEqual([
      {
        topic: 'dead',
        key: 'k',
        value: 'p0@3',
        headers: [
          { key: 'dead-letter-reason', value: 'store: unavailable' },
          { key: 'dead-letter-original-topic', value: 'coupon-issue-request' },
          { key: 'dead-letter-original-partition', value: '0' },
          { key: 'dead-letter-original-offset', value: '3' },
          { key: 'dead-letter-attempts', value: '2' },
        ],
      },
    ]);
  });

  it('takes maxAttempts 1 at its word', async () => {
    const polls = [{ assigned: [0], records: records(0, 3) }];
    const bench = new WorkerBench({ polls, onHandle: FAILING('unavailable', 1), maxAttempts: 1 });
    await bench.run();
    expect(bench.lines('handle')).toEqual(['handle p0@3']);
    expect(bench.letters).toHaveLength(1);
  });

  it('refuses senseless options', () => {
    expect(() => new WorkerBench({ polls: [], maxAttempts: 0 })).toThrow(RangeError);
    expect(() => new WorkerBench({ polls: [], maxAttempts: Number.NaN })).toThrow(RangeError);
  });
});

describe('RecordAttempts: poison', () => {
  it.each([['poison'], [null]])('puts %s aside at once, and goes on behind it', async (value) => {
    const polls = [{ assigned: [0], records: [newRecord(0, 3, value), ...records(0, 4)] }];
    const bench = new WorkerBench({ polls });
    expect(await bench.run()).toEqual([
      `dead letter ${value ?? ''}`,
      `told ${value} DEAD_LETTERED userId: is missing`,
      `told ${value} is a dead letter: userId: is missing`,
      'commit 0:4',
      'handle p0@4',
      'commit 0:5',
      'close',
    ]);
    expect(bench.letters[0]!.headers.at(-1)).toEqual({ key: 'dead-letter-attempts', value: '1' });
  });

  it('keeps the headers that the record came with', async () => {
    const header = { key: 'trace', value: 'abc' };
    const record = { ...newRecord(0, 3, 'poison'), key: null, headers: [header] };
    const bench = new WorkerBench({ polls: [{ assigned: [0], records: [record] }] });
    await bench.run();
    expect(bench.letters[0]!.headers[0]).toEqual(header);
    expect(bench.letters[0]!.key).toBeNull();
  });

  it('publishes again when the dead-letter topic does not answer', async () => {
    const polls = [{ assigned: [0], records: [newRecord(0, 3, 'poison')] }];
    const bench = new WorkerBench({ polls, failedPublications: 2, maxAttempts: 3 });
    expect((await bench.run()).slice(0, 5)).toEqual([
      'publish fails',
      'sleep 50',
      'publish fails',
      'sleep 50',
      'dead letter poison',
    ]);
  });
});

describe('RecordAttempts: no way to put a record aside', () => {
  const polls = [
    { assigned: [0], records: [...records(0, 2), newRecord(0, 3, 'poison'), ...records(0, 4)] },
  ];
  const cases = [
    ['no dead-letter topic', { deadLetterTopic: null }, /no dead-letter topic/],
    [
      'a dead-letter topic that refuses',
      { failedPublications: 9 },
      /dead does not take it: Timeout/,
    ],
  ] as const;

  it.each(cases)(
    '%s: stops there, commits what is before it, leaves',
    async (_name, options, text) => {
      const bench = new WorkerBench({ polls, commit: 'batch-sync', ...options });
      const error: unknown = await bench.run().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WorkerBlocked);
      expect((error as WorkerBlocked).message).toMatch(text);
      expect((error as WorkerBlocked).message).toContain(
        'coupon-issue-request-0@3: userId: is missing',
      );
      expect((error as WorkerBlocked).position).toEqual({
        topic: 'coupon-issue-request',
        partition: 0,
        offset: 3,
      });
      expect(bench.lines('handle')).toEqual(['handle p0@2']);
      expect(bench.log.slice(-3)).toEqual([
        'told poison FAILED userId: is missing',
        'commit 0:3',
        'close',
      ]);
    },
  );

  it('does not close an auto-committing consumer, which would commit past it', async () => {
    const bench = new WorkerBench({ polls, commit: 'auto', deadLetterTopic: null });
    await expect(bench.run()).rejects.toBeInstanceOf(WorkerBlocked);
    expect(bench.log).not.toContain('close');
  });

  it('lets an error that nobody foresaw end the worker at once', async () => {
    const bug = new TypeError('undefined is not a function');
    const onHandle = (): void => {
      throw bug;
    };
    const bench = new WorkerBench({ polls, onHandle });
    await expect(bench.run()).rejects.toBe(bug);
    expect(bench.lines('commit')).toEqual([]);
    expect(bench.letters).toEqual([]);
  });
});
