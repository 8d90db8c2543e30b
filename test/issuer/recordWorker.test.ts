import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/issuer/ports.ts';
import { records, refusedForGood, refusedForNow } from './scriptedConsumer.ts';
import { WorkerBench } from './workerBench.ts';

const NOT_OURS = 'the partition was revoked or lost; whoever owns it now gets them again';
const STOPPED = 'the worker was told to stop; the next owner gets them';

describe('RecordWorker: when it commits', () => {
  const polls = [
    { assigned: [0, 1], records: [...records(0, 3, 4), ...records(1, 8)] },
    { records: records(0, 5) },
  ];

  it('record-sync: after each record, the offset behind it', async () => {
    expect(await new WorkerBench({ polls, commit: 'record-sync' }).run()).toEqual([
      'handle p0@3',
      'commit 0:4',
      'handle p0@4',
      'commit 0:5',
      'handle p1@8',
      'commit 1:9',
      'handle p0@5',
      'commit 0:6',
      'close',
    ]);
  });

  it('batch-sync: after each poll, all partitions that went on', async () => {
    expect(await new WorkerBench({ polls, commit: 'batch-sync' }).run()).toEqual([
      'handle p0@3',
      'handle p0@4',
      'handle p1@8',
      'commit 0:5 1:9',
      'handle p0@5',
      'commit 0:6',
      'close',
    ]);
  });

  it('batch-async: after each poll without waiting, and surely before it leaves', async () => {
    const bench = new WorkerBench({
      polls: [...polls, {}, { records: records(1, 9) }],
      commit: 'batch-async',
    });
    bench.worker.stop = stopWithin(bench, 'handle p1@9');
    expect(await bench.run()).toEqual([
      'handle p0@3',
      'handle p0@4',
      'handle p1@8',
      'commit-async 0:5 1:9',
      'handle p0@5',
      'commit-async 0:6',
      'handle p1@9',
      'commit-async 1:10',
      'close',
    ]);
  });

  it('auto: never, the consumer does it', async () => {
    const log = await new WorkerBench({ polls, commit: 'auto' }).run();
    expect(log).toEqual(['handle p0@3', 'handle p0@4', 'handle p1@8', 'handle p0@5', 'close']);
  });

  it('commits nothing that was merely polled or assigned', async () => {
    const log = await new WorkerBench({ polls: [{ assigned: [0] }, {}, {}] }).run();
    expect(log).toEqual(['close']);
  });
});

/** The bench's own stop: the script is over. */
function stopWithin(bench: WorkerBench, line: string): () => void {
  const stop = bench.worker.stop.bind(bench.worker);
  return () => {
    expect(bench.log).toContain(line);
    stop();
  };
}

describe('RecordWorker: refused commits', () => {
  it('goes on after a retriable refusal; the next commit covers what was refused', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3, 4) }],
      commits: [{ refuse: refusedForNow() }],
    });
    expect(await bench.run()).toEqual([
      'handle p0@3',
      'commit 0:4',
      'told commit refused RebalanceInProgress 1 for now',
      'handle p0@4',
      'commit 0:5',
      'close',
    ]);
  });

  it.each(['record-sync', 'batch-sync'] as const)(
    '%s: tries again after the next poll, though nothing else has come',
    async (commit) => {
      const bench = new WorkerBench({
        polls: [{ assigned: [0, 1], records: records(0, 3) }, {}, { records: records(1, 8) }],
        commits: [{ refuse: refusedForNow() }],
        commit,
      });
      expect((await bench.run()).filter((line) => !line.startsWith('told'))).toEqual([
        'handle p0@3',
        'commit 0:4',
        'commit 0:4',
        'handle p1@8',
        'commit 1:9',
        'close',
      ]);
    },
  );

  it('batch-async: leaves a refused commit alone while a later one is under way', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3) }, { records: records(0, 4) }, {}, {}],
      commits: [{ refuse: refusedForNow(), answerAfterPolls: 2 }, { answerAfterPolls: 2 }],
      commit: 'batch-async',
    });
    expect((await bench.run()).filter((line) => !line.startsWith('told'))).toEqual([
      'handle p0@3',
      'commit-async 0:4',
      'handle p0@4',
      'commit-async 0:5',
      'close',
    ]);
  });

  it('batch-async: sends a refused commit again, unless a later one is under way', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3) }, {}, { records: records(0, 4) }],
      commits: [{ refuse: refusedForNow() }],
      commit: 'batch-async',
    });
    expect(bench.log).toEqual([]);
    expect(await bench.run()).toEqual([
      'handle p0@3',
      'commit-async 0:4',
      'told commit refused RebalanceInProgress 1 for now',
      'commit-async 0:4',
      'handle p0@4',
      'commit-async 0:5',
      'close',
    ]);
  });

  it('after a final refusal abandons the rest that the next poll says is lost', async () => {
    const bench = new WorkerBench({
      polls: [
        { assigned: [0, 1], records: [...records(0, 3, 4, 5), ...records(1, 8, 9)] },
        { lost: [0, 1] },
      ],
      commits: [{ refuse: refusedForGood() }],
    });
    expect(await bench.run()).toEqual([
      'handle p0@3',
      'commit 0:4',
      'told commit refused CommitFailed 1 for good',
      `told 2 abandoned from 0@4: ${NOT_OURS}`,
      `told 2 abandoned from 1@8: ${NOT_OURS}`,
      'close',
    ]);
  });

  it('after a final refusal handles the rest if the partition turns out to be kept', async () => {
    const bench = new WorkerBench({
      polls: [
        { assigned: [0, 1], records: [...records(0, 3, 4, 5), ...records(1, 8, 9)] },
        { revoked: [1], records: records(0, 6) },
      ],
      commits: [{ refuse: refusedForGood() }],
    });
    const log = await bench.run();
    expect(log.filter((line) => line.startsWith('handle'))).toEqual([
      'handle p0@3',
      'handle p0@4',
      'handle p0@5',
      'handle p0@6',
    ]);
    expect(log).toContain(`told 2 abandoned from 1@8: ${NOT_OURS}`);
    expect(log.slice(-2)).toEqual(['commit 0:7', 'close']);
  });

  it('handles the rest once only, however often commits are refused', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3, 4, 5) }, {}],
      commits: [1, 2, 3, 4, 5].map(() => ({ refuse: refusedForGood() })),
    });
    const log = await bench.run();
    expect(log.filter((line) => line.startsWith('handle'))).toEqual([
      'handle p0@3',
      'handle p0@4',
      'handle p0@5',
    ]);
    expect(log.at(-1)).toBe('close');
  });

  it('leaves old records alone when a lost partition comes back in the same poll', async () => {
    const bench = new WorkerBench({
      polls: [
        { assigned: [0], records: records(0, 3, 4, 5) },
        { lost: [0], assigned: [0], records: records(0, 3, 4) },
      ],
      commits: [{ refuse: refusedForGood() }],
    });
    const log = await bench.run();
    expect(log).toContain(`told 2 abandoned from 0@4: ${NOT_OURS}`);
    expect(log.filter((line) => line.startsWith('handle'))).toEqual([
      'handle p0@3',
      'handle p0@3',
      'handle p0@4',
    ]);
  });
});

describe('RecordWorker: partitions come and go', () => {
  it('commits on revocation what is handled and not committed, then forgets', async () => {
    const bench = new WorkerBench({
      polls: [
        { assigned: [0, 1], records: [...records(0, 3), ...records(1, 8)] },
        { revoked: [0] },
        { records: records(1, 9) },
      ],
      // The batch's commit is refused: at the revocation both are still uncommitted.
      commits: [{ refuse: refusedForNow() }],
      commit: 'batch-sync',
    });
    expect(await bench.run()).toEqual([
      'handle p0@3',
      'handle p1@8',
      'commit 0:4 1:9',
      'told commit refused RebalanceInProgress 2 for now',
      'commit 0:4',
      'commit 1:9',
      'handle p1@9',
      'commit 1:10',
      'close',
    ]);
  });

  it('batch-async: commits on revocation what was refused before', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3) }, { revoked: [0] }],
      commit: 'batch-async',
    });
    // The answer of the first comes at the start of the poll, so nothing is open any more.
    expect(await bench.run()).toEqual(['handle p0@3', 'commit-async 0:4', 'close']);
    const refused = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3) }, { revoked: [0] }],
      commits: [{ refuse: refusedForNow() }],
      commit: 'batch-async',
    });
    expect((await refused.run()).slice(-2)).toEqual(['commit 0:4', 'close']);
  });

  it('goes through with a revocation whose commit is refused', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3) }, { revoked: [0] }, { assigned: [0] }],
      commits: [{ refuse: refusedForNow() }, { refuse: refusedForGood() }],
      commit: 'batch-sync',
    });
    expect((await bench.run()).slice(-2)).toEqual([
      'told commit refused CommitFailed 1 for good',
      'close',
    ]);
  });

  it('commits nothing of a lost partition', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3) }, { lost: [0] }],
      commits: [{ refuse: refusedForNow() }],
      commit: 'batch-sync',
    });
    expect((await bench.run()).filter((line) => line.startsWith('commit'))).toEqual(['commit 0:4']);
  });

  it('stops handling a partition that is lost in the middle of a batch', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0, 1], records: [...records(0, 3, 4, 5), ...records(1, 8)] }],
      commits: [{ lost: [0] }],
    });
    expect(await bench.run()).toEqual([
      'handle p0@3',
      'commit 0:4',
      'handle p1@8',
      'commit 1:9',
      `told 2 abandoned from 0@4: ${NOT_OURS}`,
      'close',
    ]);
  });
});

describe('RecordWorker: stop', () => {
  it.each([
    ['record-sync', ['handle p0@3', 'commit 0:4']],
    ['batch-sync', ['handle p0@3', 'commit 0:4']],
    ['batch-async', ['handle p0@3', 'commit 0:4']],
  ] as const)('%s: finishes the record in hand, commits, closes', async (commit, expected) => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3, 4, 5) }],
      onHandle: () => bench.worker.stop(),
      commit,
    });
    const log = await bench.run();
    expect(log.filter((line) => !line.startsWith('told'))).toEqual([...expected, 'close']);
    expect(log).toContain(`told 2 abandoned from 0@4: ${STOPPED}`);
  });

  it('auto: finishes the batch, as closing commits all of it', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3, 4, 5) }],
      onHandle: () => bench.worker.stop(),
      commit: 'auto',
    });
    expect(await bench.run()).toEqual(['handle p0@3', 'handle p0@4', 'handle p0@5', 'close']);
  });

  it('does not try a failing record again, and leaves it to the next owner', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3, 4) }],
      onHandle: () => {
        bench.worker.stop();
        throw new StoreError('unavailable');
      },
    });
    expect(await bench.run()).toEqual([
      'handle p0@3',
      'told p0@3 FAILED store: unavailable',
      `told 2 abandoned from 0@3: ${STOPPED}`,
      'close',
    ]);
  });

  it('does not try again either if it is told in the pause between two attempts', async () => {
    const bench = new WorkerBench({
      polls: [{ assigned: [0], records: records(0, 3) }],
      onHandle: () => {
        throw new StoreError('unavailable');
      },
      onSleep: () => bench.worker.stop(),
    });
    expect(await bench.run()).toEqual([
      'handle p0@3',
      'told p0@3 FAILED store: unavailable',
      'sleep 50',
      `told 1 abandoned from 0@3: ${STOPPED}`,
      'close',
    ]);
  });

  it('ends before the first poll if it was told so early', async () => {
    const bench = new WorkerBench({ polls: [{ assigned: [0], records: records(0, 3) }] });
    bench.worker.stop();
    expect(await bench.run()).toEqual(['close']);
  });
});
