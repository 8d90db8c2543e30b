import type { CommitError, OffsetToCommit } from '../../../issuer/ports.ts';
import { newCommitError, type CommitRefusal } from './commitRefusal.ts';
import type { ClientObserver } from './kafkaClient.ts';

/** What commits are made with. */
export interface ConsumerCommitsParts {
  readonly observer: ClientObserver;
  /** null: off. */
  readonly autoCommitIntervalMs: number | null;
  /** Sends one commit; null: done. `mayRetry`: again and again, where that can help. */
  readonly send: (
    offsets: readonly OffsetToCommit[],
    mayRetry: boolean,
  ) => Promise<CommitRefusal | null>;
}

/**
 * The commits of one consumer, as Kafka's own client orders them, for clients whose own way of
 * committing is not to be used: asynchronous ones before a later synchronous one, their outcomes
 * told within poll, and auto-commit by its interval, before partitions go, and on close.
 */
export class ConsumerCommits {
  private readonly parts: ConsumerCommitsParts;
  /** Where records have been returned up to. By topic and partition. */
  private readonly consumed = new Map<string, OffsetToCommit>();
  private readonly outcomes: (() => void)[] = [];
  private readonly underWay = new Set<Promise<void>>();
  private nextAutoCommitMs: number;

  constructor(parts: ConsumerCommitsParts) {
    this.parts = parts;
    this.nextAutoCommitMs = performance.now() + (parts.autoCommitIntervalMs ?? 0);
  }

  /** A poll begins: outcomes are told; what earlier polls returned may be committed. */
  onPoll(): void {
    this.tellOutcomes();
    const { autoCommitIntervalMs } = this.parts;
    const nowMs = performance.now();
    if (autoCommitIntervalMs === null || nowMs < this.nextAutoCommitMs) return;
    this.nextAutoCommitMs = nowMs + autoCommitIntervalMs;
    const offsets = [...this.consumed.values()];
    if (offsets.length > 0) this.start(offsets, true, () => {});
  }

  /** A poll has returned records up to this offset. */
  onConsumed(topic: string, partition: number, offset: number): void {
    this.consumed.set(`${topic}-${partition}`, { topic, partition, offset });
  }

  /** The partitions are gone: all of them, or these. */
  forgetConsumed(partitions?: readonly { readonly topic: string; partition: number }[]): void {
    if (partitions === undefined) return this.consumed.clear();
    for (const { topic, partition } of partitions) this.consumed.delete(`${topic}-${partition}`);
  }

  /** Auto-commit of all that was returned, or of these partitions; a refusal is only observed. */
  async autoCommitNow(
    partitions?: readonly { readonly topic: string; partition: number }[],
  ): Promise<void> {
    if (this.parts.autoCommitIntervalMs === null) return;
    const keys = partitions?.map(({ topic, partition }) => `${topic}-${partition}`);
    const offsets = [...this.consumed]
      .filter(([key]) => keys === undefined || keys.includes(key))
      .map(([, offset]) => offset);
    if (offsets.length > 0) await this.attempt(offsets, true, true);
  }

  /** Rejects with CommitError. */
  async commitSync(offsets: readonly OffsetToCommit[]): Promise<void> {
    await this.settle();
    const refusal = await this.attempt(offsets, false, true);
    if (refusal !== null) throw newCommitError(refusal);
  }

  commitAsync(
    offsets: readonly OffsetToCommit[],
    onComplete: (error: CommitError | null) => void,
  ): void {
    this.start(offsets, false, (refusal) => {
      const error = refusal === null ? null : newCommitError(asyncRefusal(refusal));
      this.outcomes.push(() => onComplete(error));
    });
  }

  /** Waits for commits that are under way, and tells their outcomes. */
  async settle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    this.tellOutcomes();
  }

  private start(
    offsets: readonly OffsetToCommit[],
    isAuto: boolean,
    onEnd: (refusal: CommitRefusal | null) => void,
  ): void {
    const sending = this.attempt(offsets, isAuto, false)
      .then(onEnd)
      .finally(() => this.underWay.delete(sending));
    this.underWay.add(sending);
  }

  private async attempt(
    offsets: readonly OffsetToCommit[],
    isAuto: boolean,
    mayRetry: boolean,
  ): Promise<CommitRefusal | null> {
    const { observer, send } = this.parts;
    for (const { topic, partition, offset } of offsets)
      observer.onCommitStarted(topic, partition, offset, isAuto);
    const refusal = await send(offsets, mayRetry);
    for (const { topic, partition, offset } of offsets) {
      if (refusal === null) observer.onCommitted(topic, partition, offset, isAuto);
      else {
        const { error, errorCode } = refusal;
        observer.onCommitRefused(topic, partition, offset, isAuto, error, errorCode);
      }
    }
    return refusal;
  }

  private tellOutcomes(): void {
    for (const tell of this.outcomes.splice(0)) tell();
  }
}

/** An asynchronous commit is not tried again, but says so if it might be. */
function asyncRefusal(refusal: CommitRefusal): CommitRefusal {
  const { retriable, error } = refusal;
  if (!retriable || error === 'RebalanceInProgressException') return refusal;
  return { ...refusal, error: 'RetriableCommitFailedException' };
}
