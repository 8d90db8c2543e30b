import type { EventHandle } from '../../../sim/eventQueue.ts';
import type { ProcessTimers } from '../../../sim/process.ts';
import type { ProducerRecord } from '../../protocol/record.ts';
import type { BufferPool } from './bufferPool.ts';
import type { SendCallback, SendFailure } from './sendOutcome.ts';

/** What a call of `send` blocks for. */
export type BlockReason = 'metadata' | 'memory';

/** Tries to send; null: done, or failed for good. */
export type TrySend = (record: ProducerRecord, callback: SendCallback) => BlockReason | null;

interface BlockedSend {
  readonly record: ProducerRecord;
  readonly callback: SendCallback;
  readonly owner: BlockedSends;
  reason: BlockReason;
  timer: EventHandle;
}

/**
 * Calls of `send` that block for metadata or for memory, each for at most max.block.ms in all. In
 * Kafka each of them holds up a thread of the application.
 */
export class BlockedSends {
  private readonly timers: ProcessTimers;
  private readonly maxBlockUs: number;
  private readonly pool: BufferPool;
  private readonly trySend: TrySend;
  private readonly blocked: Record<BlockReason, BlockedSend[]> = { metadata: [], memory: [] };

  constructor(timers: ProcessTimers, maxBlockUs: number, pool: BufferPool, trySend: TrySend) {
    this.timers = timers;
    this.maxBlockUs = maxBlockUs;
    this.pool = pool;
    this.trySend = trySend;
  }

  /** How many sends are blocked for this reason. */
  count(reason: BlockReason): number {
    return this.blocked[reason].length;
  }

  add(record: ProducerRecord, callback: SendCallback, reason: BlockReason): void {
    const send: BlockedSend = { record, callback, owner: this, reason, timer: -1 };
    send.timer = this.timers.schedule(this.maxBlockUs, onTimeout, send);
    this.enqueue(send, reason);
  }

  /** New metadata came. */
  onMetadata(): void {
    for (const send of this.blocked.metadata.splice(0)) {
      const reason = this.trySend(send.record, send.callback);
      if (reason === null) this.timers.cancel(send.timer);
      else this.enqueue(send, reason);
    }
  }

  /** Memory was given back: serves those that wait for it, in turn. */
  onMemory(): void {
    const queue = this.blocked.memory;
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      this.pool.isServingWaiting = true;
      const reason = this.trySend(first.record, first.callback);
      this.pool.isServingWaiting = false;
      if (reason === 'memory') return;
      queue.shift();
      this.pool.waitingCount = queue.length;
      if (reason === null) this.timers.cancel(first.timer);
      else this.enqueue(first, reason);
    }
  }

  /** The producer is closed. */
  failAll(failure: SendFailure): void {
    const sends = [...this.blocked.metadata.splice(0), ...this.blocked.memory.splice(0)];
    this.pool.waitingCount = 0;
    for (const send of sends) {
      this.timers.cancel(send.timer);
      send.callback(failure);
    }
  }

  /** For the timer: max.block.ms is over. */
  onTimeout(send: BlockedSend): void {
    const queue = this.blocked[send.reason];
    queue.splice(queue.indexOf(send), 1);
    this.pool.waitingCount = this.blocked.memory.length;
    const afterMs = this.maxBlockUs / 1000;
    const { topic, partition } = send.record;
    const place =
      partition === null ? `topic ${topic}` : `partition ${partition} of topic ${topic}`;
    send.callback(
      send.reason === 'metadata'
        ? {
            error: 'TimeoutException',
            message: `${place} not present in metadata after ${afterMs} ms`,
            definite: true,
          }
        : {
            error: 'BufferExhaustedException',
            message: `no buffer memory within ${afterMs} ms`,
            definite: true,
          },
    );
  }

  private enqueue(send: BlockedSend, reason: BlockReason): void {
    send.reason = reason;
    this.blocked[reason].push(send);
    this.pool.waitingCount = this.blocked.memory.length;
  }
}

function onTimeout(send: BlockedSend): void {
  send.owner.onTimeout(send);
}
