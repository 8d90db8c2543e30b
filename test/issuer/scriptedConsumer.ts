import type {
  AssignmentListener,
  ConsumerPartition,
  IncomingRecord,
  OffsetToCommit,
  RequestConsumer,
} from '../../src/issuer/ports.ts';
import { CommitError } from '../../src/issuer/ports.ts';

/** What happens within one poll, in this order, and what it returns. */
export interface PollStep {
  readonly revoked?: readonly number[];
  readonly lost?: readonly number[];
  readonly assigned?: readonly number[];
  readonly records?: readonly IncomingRecord[];
}

/** What happens to a commit; nothing: it succeeds. */
export interface CommitStep {
  readonly refuse?: CommitError;
  /** For commitAsync: the poll at whose start the answer comes, 1: the next (default). */
  readonly answerAfterPolls?: number;
  /** Partitions that are lost while the commit is under way. */
  readonly lost?: readonly number[];
}

/** The only topic of these tests. */
export const TOPIC = 'coupon-issue-request';

/**
 * A consumer that plays a script. It writes what it is asked to do into the log, as `commit 0:5
 * 1:3` (partition:offset), `commit-async ...`, `close`. After the script every poll calls
 * `afterScript`.
 */
export class ScriptedConsumer implements RequestConsumer {
  afterScript: () => void = () => {
    throw new Error('nobody stops the worker after the script');
  };
  private readonly polls: PollStep[];
  private readonly commits: CommitStep[];
  private readonly log: string[];
  private readonly answers: { readonly atPoll: number; readonly answer: () => void }[] = [];
  private pollCount = 0;
  private listener: AssignmentListener | null = null;

  /** `commits`: what happens to the first, second, ... commit, in both ways of committing. */
  constructor(log: string[], polls: readonly PollStep[], commits: readonly CommitStep[] = []) {
    this.log = log;
    this.polls = [...polls];
    this.commits = [...commits];
  }

  subscribe(topics: readonly string[], listener: AssignmentListener): void {
    this.log.push(`subscribe ${topics.join(' ')}`);
    this.listener = listener;
  }

  async poll(): Promise<readonly IncomingRecord[]> {
    this.pollCount++;
    while (this.answers.length > 0 && this.answers[0]!.atPoll <= this.pollCount) {
      this.answers.shift()!.answer();
    }
    const step = this.polls.shift();
    if (step === undefined) {
      this.afterScript();
      return [];
    }
    const listener = this.listener!;
    if (step.revoked !== undefined) await listener.onRevoked(partitions(step.revoked));
    if (step.lost !== undefined) await listener.onLost(partitions(step.lost));
    if (step.assigned !== undefined) await listener.onAssigned(partitions(step.assigned));
    return step.records ?? [];
  }

  async commitSync(offsets: readonly OffsetToCommit[]): Promise<void> {
    const step = this.begin('commit', offsets);
    if (step?.lost !== undefined) await this.listener!.onLost(partitions(step.lost));
    if (step?.refuse !== undefined) throw step.refuse;
  }

  commitAsync(
    offsets: readonly OffsetToCommit[],
    onComplete: (error: CommitError | null) => void,
  ): void {
    const step = this.begin('commit-async', offsets);
    this.answers.push({
      atPoll: this.pollCount + (step?.answerAfterPolls ?? 1),
      answer: () => onComplete(step?.refuse ?? null),
    });
  }

  close(): Promise<void> {
    this.log.push('close');
    return Promise.resolve();
  }

  private begin(how: string, offsets: readonly OffsetToCommit[]): CommitStep | undefined {
    const text = offsets.map(({ partition, offset }) => `${partition}:${offset}`);
    this.log.push(`${how} ${text.join(' ')}`);
    return this.commits.shift();
  }
}

/** A commit that may work later. */
export function refusedForNow(): CommitError {
  return new CommitError('RebalanceInProgress', true);
}

/** A commit by one who is no longer in the group. */
export function refusedForGood(): CommitError {
  return new CommitError('CommitFailed', false);
}

/** Records of a partition; their values are `p<partition>@<offset>`. */
export function records(partition: number, ...offsets: number[]): IncomingRecord[] {
  return offsets.map((offset) => newRecord(partition, offset, `p${partition}@${offset}`));
}

export function newRecord(partition: number, offset: number, value: string | null): IncomingRecord {
  return { topic: TOPIC, partition, offset, key: 'k', value, headers: [], timestampMs: 0 };
}

function partitions(numbers: readonly number[]): readonly ConsumerPartition[] {
  return numbers.map((partition) => ({ topic: TOPIC, partition }));
}
