import { Worker } from 'node:worker_threads';
import { chunkAt, chunkCount } from './seedChunks.ts';
import type { SweepPlan } from './sweepPlan.ts';
import type { ChunkResults } from './sweepWorker.ts';

/** The bundle of `sweepWorker.ts`; all files of a build are in one folder. */
const WORKER_FILE = new URL('./sweepWorker.js', import.meta.url);

/** Runs a sweep on worker threads. Rejects if one of them dies. */
export async function sweepOnWorkers(plan: SweepPlan, workerCount: number): Promise<void> {
  const pool = new WorkerPool(plan);
  try {
    await pool.run(workerCount);
  } finally {
    await pool.end();
  }
}

class WorkerPool {
  private readonly plan: SweepPlan;
  private readonly chunkCount: number;
  private readonly workers: Worker[] = [];
  /** Chunks that are done before an earlier one. */
  private readonly early = new Map<number, ChunkResults>();
  private nextToRun = 0;
  private nextToDeliver = 0;
  private settle: { done: () => void; fail: (error: Error) => void } | null = null;

  constructor(plan: SweepPlan) {
    this.plan = plan;
    this.chunkCount = chunkCount(plan.seeds);
  }

  async run(workerCount: number): Promise<void> {
    const { job, signal } = this.plan;
    const onAbort = (): void => this.giveUp();
    try {
      await new Promise<void>((done, fail) => {
        this.settle = { done, fail };
        if (signal.aborted) return done();
        signal.addEventListener('abort', onAbort);
        for (let number = 0; number < workerCount; number++) {
          const worker = new Worker(WORKER_FILE, { workerData: job });
          this.workers.push(worker);
          worker.on('message', (answer: ChunkResults) => this.onAnswer(worker, answer));
          worker.on('error', fail);
          worker.on('messageerror', fail);
          this.giveWork(worker);
        }
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private giveWork(worker: Worker): void {
    if (this.nextToRun === this.chunkCount) return;
    worker.postMessage(chunkAt(this.plan.seeds, this.nextToRun++));
  }

  private onAnswer(worker: Worker, answer: ChunkResults): void {
    if (this.plan.signal.aborted) return;
    this.giveWork(worker);
    this.early.set(answer.index, answer);
    for (;;) {
      const next = this.early.get(this.nextToDeliver);
      if (next === undefined) break;
      this.early.delete(this.nextToDeliver++);
      if (!this.deliver(next)) return this.settle!.done();
    }
    if (this.nextToDeliver === this.chunkCount) this.settle!.done();
  }

  /** What is done and waits for an earlier chunk is worth knowing, too. */
  private giveUp(): void {
    const rest = [...this.early.values()].sort((a, b) => a.index - b.index);
    for (const answer of rest) if (!this.deliver(answer)) break;
    this.settle!.done();
  }

  private deliver({ results }: ChunkResults): boolean {
    return results.every((result) => this.plan.deliver(result));
  }
}
