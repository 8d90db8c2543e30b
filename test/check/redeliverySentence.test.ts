import { describe, expect, it } from 'vitest';
import type { Redelivery } from '../../src/check/redelivery.ts';
import { redeliverySentence } from '../../src/check/redeliverySentence.ts';

const CRASH: Redelivery = {
  group: 'coupon-issue-group',
  topic: 'coupon-issue-request',
  partition: 0,
  startOffset: 41,
  endOffset: 42,
  process: 'c2',
  atUs: 11_500_000,
  cause: 'crash',
  problem: '',
  previousProcess: 'c1',
  previousAtUs: 1_100_000,
  endedAtUs: 1_204_999,
  detail: '',
  committedOffset: 38,
  generationBefore: 5,
  generationAfter: 6,
  withEffectCount: 1,
  records: [],
};

function sentence(changes: Partial<Redelivery>): string {
  return redeliverySentence({ ...CRASH, ...changes });
}

describe('redeliverySentence', () => {
  it('says who crashed when, what was committed, and which generations', () => {
    expect(sentence({})).toBe(
      'coupon-issue-request-0@41 again at c2: c1 crashed at 1.204 s after its effect, last ' +
        'commit 38, generation 5 -> 6.',
    );
  });

  it('says so if the record had not been handled, or nothing was committed', () => {
    expect(sentence({ withEffectCount: 0, committedOffset: -1 })).toBe(
      'coupon-issue-request-0@41 again at c2: c1 crashed at 1.204 s before its effect, nothing ' +
        'committed, generation 5 -> 6.',
    );
  });

  it('counts several records, and those of them with an effect', () => {
    expect(sentence({ startOffset: 38, endOffset: 45, withEffectCount: 4 })).toBe(
      'coupon-issue-request-0@38..44 again at c2 (7 records, 4 with an effect already): c1 ' +
        'crashed at 1.204 s before their commit, last commit 38, generation 5 -> 6.',
    );
  });

  it('names one generation if it is the same, and none that is not known', () => {
    expect(sentence({ generationBefore: 6 })).toContain('last commit 38, generation 6.');
    expect(sentence({ generationBefore: -1 })).toMatch(/last commit 38\.$/);
  });

  it.each([
    ['stop', 'c1 stopped at 1.204 s after its effect and before its commit'],
    [
      'revocation',
      'c1 had to give the partition back at 1.204 s after its effect and before its commit',
    ],
    ['eviction', 'c1 dropped out of the group at 1.204 s after its effect'],
    ['commit went back', 'a commit went back at 1.204 s'],
    [
      'log truncated',
      'the log was cut at 1.204 s by a change of leader and the position was set anew',
    ],
    ['assigned anew', 'c2 was assigned the partition anew at 1.204 s'],
  ] as const)('knows the words for %s, with what is known besides', (cause, words) => {
    expect(sentence({ cause, detail: 'session expired' })).toBe(
      `coupon-issue-request-0@41 again at c2: ${words} (session expired), last commit 38, ` +
        'generation 5 -> 6.',
    );
  });

  it('does not speak of a commit where a zombie reads on', () => {
    expect(sentence({ cause: 'zombie', generationBefore: 6, generationAfter: 5 })).toBe(
      'coupon-issue-request-0@41 again at c2: c2 had lost the partition to c1 and did not know ' +
        'it yet, generation 6 -> 5.',
    );
  });

  it('gives the problem where there is no legal reason', () => {
    const problem = 'it went back from 42 to 41 without giving the partition up in between';
    expect(sentence({ cause: 'unexplained', problem })).toBe(
      `coupon-issue-request-0@41 again at c2, without a legal reason: ${problem}.`,
    );
  });
});
