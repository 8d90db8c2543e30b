import { describe, expect, it } from 'vitest';
import type { ExpectationResult } from '../../../src/check/expectationResult.ts';
import { newExpectationResult } from '../../../src/check/expectationResult.ts';
import type { Redelivery } from '../../../src/check/redelivery.ts';
import type { Verdict } from '../../../src/check/verdict.ts';
import {
  expectationText,
  redeliveryText,
  verdictText,
} from '../../../src/report/text/verdictText.ts';
import { crashScript } from '../crashScript.ts';
import { scriptReport } from '../scriptReport.ts';

const PLAIN = { colour: false };
const BAD = '\u001b[31m';
const GOOD = '\u001b[32m';

function finding(sentence: string): Verdict['findings'][number] {
  return { sentence, atUs: 0, processes: [], records: [], requestIds: [] };
}

const VIOLATED: Verdict = {
  rule: 'order per key',
  status: 'violated',
  sentence: '9 records out of order.',
  findingCount: 9,
  findings: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => finding(`Case ${letter}.`)),
};

describe('verdictText', () => {
  it('tells the first cases of a violation and counts the rest', () => {
    expect(verdictText([VIOLATED], PLAIN)).toEqual([
      '✗ order per key (violated): 9 records out of order.',
      '    Case a.',
      '    Case b.',
      '    Case c.',
      '    Case d.',
      '    Case e.',
      '    and 4 more',
    ]);
  });

  it('is red for a violation, unless the lesson expects it', () => {
    const coloured = { colour: true };
    expect(verdictText([VIOLATED], coloured)[0]).toContain(BAD);
    const [line] = verdictText([VIOLATED], coloured, ['order per key']);
    expect(line).toContain(GOOD);
    expect(line).toContain('✓ order per key (violated, as expected)');
  });

  it('says that it does not know', () => {
    const unknown: Verdict = { ...VIOLATED, status: 'unknown', findingCount: 0, findings: [] };
    expect(verdictText([unknown], PLAIN)).toEqual([
      '? order per key (unknown): 9 records out of order.',
    ]);
  });
});

describe('expectationText', () => {
  const met = (subject: string): ExpectationResult =>
    newExpectationResult(subject, 'exactly 1', '1', 'met');

  it('tells first what is not met, with what was seen', () => {
    const missed = newExpectationResult('sold out', 'at most 3', '40', 'missed');
    const unknown = newExpectationResult('lag', 'exactly 0', 'none', 'unknown');
    expect(expectationText([met('issued'), missed, unknown], PLAIN)).toEqual([
      '✗ sold out: at most 3 (missed), seen 40',
      '? lag: exactly 0 (unknown), seen none',
      '✓ issued: exactly 1 (met)',
    ]);
  });

  it('cuts a long list of met ones short, and leaves rules that hold to the rules', () => {
    const results = Array.from({ length: 20 }, (_, at) => met(`fact ${at}`));
    const holds = newExpectationResult('rule drained', 'holds', 'holds', 'met');
    const lines = expectationText([...results, holds], PLAIN);
    expect(lines).toHaveLength(9);
    expect(lines.at(-1)).toBe('✓ and 13 more (met)');
    expect(expectationText([holds], PLAIN)).toEqual(['✓ 1 met']);
  });
});

describe('redeliveryText', () => {
  const [crash] = scriptReport(crashScript()).verdicts.redeliveries as [Redelivery];

  it('says so if there was none', () => {
    expect(redeliveryText([], PLAIN)).toEqual(['No record was delivered twice.']);
  });

  it('tells six cases of a cause, counts the rest, and marks the unexplained', () => {
    const many = Array.from({ length: 9 }, () => crash);
    const unexplained: Redelivery = { ...crash, cause: 'unexplained', problem: 'two owners' };
    const lines = redeliveryText([...many, unexplained], { colour: true });
    expect(lines[0]).toContain(BAD);
    expect(lines[0]).toContain('3 records again: no legal reason: this is a violation');
    expect(lines.filter((line) => line.includes('again at c2'))).toHaveLength(7);
    expect(lines.at(-1)).toContain('and 3 more cases');
  });
});
