import { describe, expect, it } from 'vitest';
import {
  commitRefusal,
  type CommitRefusal,
} from '../../../../src/adapters/kafka/client/commitRefusal.ts';
import { ConsumerCommits } from '../../../../src/adapters/kafka/client/consumerCommits.ts';
import type { CommitError, OffsetToCommit } from '../../../../src/issuer/ports.ts';
import { MemberProbe } from '../../../contract/memberProbe.ts';

const AT_5: readonly OffsetToCommit[] = [{ topic: 't', partition: 0, offset: 5 }];
const AT_9: readonly OffsetToCommit[] = [{ topic: 't', partition: 0, offset: 9 }];

interface Bench {
  readonly commits: ConsumerCommits;
  readonly told: readonly string[];
  /** Commits that were sent and have no answer, by their offsets. */
  readonly sent: { readonly offset: number; readonly answer: (refusal?: CommitRefusal) => void }[];
}

function newBench(autoCommitIntervalMs: number | null = null): Bench {
  const { observer, told } = new MemberProbe();
  const sent: Bench['sent'] = [];
  const commits = new ConsumerCommits({
    observer,
    autoCommitIntervalMs,
    send: ([first]) =>
      new Promise((resolve) =>
        sent.push({ offset: first!.offset, answer: (refusal) => resolve(refusal ?? null) }),
      ),
  });
  return { commits, told, sent };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('ConsumerCommits', () => {
  it('tells of a commit when it starts and when it has succeeded', async () => {
    const { commits, told, sent } = newBench();
    const commit = commits.commitSync(AT_5);
    await settled();
    expect(told).toEqual(['committing 0: 5']);
    sent[0]!.answer();
    await commit;
    expect(told).toEqual(['committing 0: 5', 'committed 0: 5']);
  });

  it.each([
    ['UNKNOWN_MEMBER_ID', 'CommitFailedException', false],
    ['ILLEGAL_GENERATION', 'CommitFailedException', false],
    ['STALE_MEMBER_EPOCH', 'CommitFailedException', false],
    ['FENCED_INSTANCE_ID', 'FencedInstanceIdException', false],
    ['REBALANCE_IN_PROGRESS', 'RebalanceInProgressException', true],
    ['COORDINATOR_NOT_AVAILABLE', 'CoordinatorNotAvailableException', true],
  ])('makes of %s what the Java client makes of it', async (code, error, retriable) => {
    const { commits, told, sent } = newBench();
    const commit = commits.commitSync(AT_5);
    await settled();
    sent[0]!.answer(commitRefusal(code));
    await expect(commit).rejects.toMatchObject({ name: 'CommitError', code: error, retriable });
    expect(told.at(-1)).toBe(`refused 0: 5 ${error}`);
  });

  it('sends a synchronous commit after those before it, and tells outcomes at a poll', async () => {
    const { commits, sent } = newBench();
    const outcomes: (CommitError | null)[] = [];
    commits.commitAsync(AT_9, (error) => outcomes.push(error));
    const commit = commits.commitSync(AT_5);
    await settled();
    expect(sent.map(({ offset }) => offset)).toEqual([9]);
    sent[0]!.answer();
    await settled();
    expect(sent.map(({ offset }) => offset)).toEqual([9, 5]);
    sent[1]!.answer();
    await commit;
    expect(outcomes).toEqual([null]);
    commits.commitAsync(AT_9, (error) => outcomes.push(error));
    sent[2]!.answer(commitRefusal('COORDINATOR_NOT_AVAILABLE'));
    await settled();
    expect(outcomes).toHaveLength(1);
    commits.onPoll();
    expect(outcomes[1]).toMatchObject({ code: 'RetriableCommitFailedException', retriable: true });
  });

  it('commits by itself what was returned: when it is due, and at once where it must', async () => {
    const { commits, told, sent } = newBench(0);
    commits.onConsumed('t', 0, 4);
    commits.onPoll();
    await settled();
    sent[0]!.answer();
    await settled();
    expect(told).toEqual(['committing 0: 4 auto', 'committed 0: 4 auto']);
    commits.onConsumed('t', 0, 6);
    commits.onConsumed('t', 1, 3);
    const leaving = commits.autoCommitNow([{ topic: 't', partition: 1 }]);
    await settled();
    sent[1]!.answer(commitRefusal('UNKNOWN_MEMBER_ID'));
    await leaving;
    expect(told.slice(2)).toEqual(['committing 1: 3 auto', 'refused 1: 3 CommitFailedException']);
    commits.forgetConsumed();
    await commits.autoCommitNow();
    expect(sent).toHaveLength(2);
  });

  it('does nothing by itself where auto-commit is off', async () => {
    const { commits, sent } = newBench();
    commits.onConsumed('t', 0, 4);
    commits.onPoll();
    await commits.autoCommitNow();
    expect(sent).toEqual([]);
  });
});
