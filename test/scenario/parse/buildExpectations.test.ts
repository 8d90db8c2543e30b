import { describe, expect, it } from 'vitest';
import { GOOD, problems, scenario } from '../smallScenario.ts';

describe('expectations', () => {
  it.each([
    ['issued: { 2: 1 }', 'expect.issued.2: unknown coupon "2"; declared: 1'],
    ['issued: { 1: about 3 }', 'expect.issued.1: "about 3" is not an amount'],
    ['issued: { 1: 5..3 }', 'expect.issued.1: "5..3" has its lower end above its upper end'],
    ['handled: { c4: 1 }', 'expect.handled.c4: unknown consumer "c4"'],
    ['holds: [never oversould]', 'did you mean "never oversold"?'],
    [
      'holds: drained, violates: drained',
      'expect.violates: "drained" cannot both hold and be violated',
    ],
    ['partitions: { u: {} }', 'expect.partitions.u: unknown topic "u"'],
    ['partitions: { t: { 3: {} } }', 'expect.partitions.t.3: there is no partition 3'],
    ['partitions: { t: { 00: {} } }', 'expect.partitions.t.00: "00" is not a partition; write'],
    [
      'partitions: { t: { x: {} } }',
      'expect.partitions.t.x: "x" is not a partition; write its number',
    ],
    [
      'partitions: { t: { 0: { endOffset: 3, committedOffset: 2, lag: 0 } } }',
      'lag is endOffset less committedOffset, here 1, not 0',
    ],
  ])('the expectation %s', (expectation, expected) => {
    expect(problems(`${GOOD}expect: { ${expectation} }\n`).join('\n')).toContain(expected);
  });

  it('facts about a topic with an odd name', () => {
    const odd = 'title: x\ntopics: { __proto__: { partitions: 1 } }\n';
    const { expect: facts } = scenario(
      `${odd}expect: { partitions: { __proto__: { 0: { records: 1 } } } }\n`,
    );
    expect(Object.keys(facts.partitions)).toEqual(['__proto__']);
  });

  it('facts about commits where not exactly one group reads the topic', () => {
    const text = GOOD.replace('groups:', 'groups:\n  h: { consumers: [d1] }');
    expect(problems(`${text}expect: { partitions: { t: { 0: { lag: 0 } } } }\n`)).toEqual([
      'a.yaml:11:35: expect.partitions.t.0.lag: ' +
        'exactly one group must read the topic for this to have a meaning; 2 do',
    ]);
  });
});
