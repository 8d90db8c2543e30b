import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/scenario/parse/problem.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { printScenario } from '../../src/scenario/printScenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { arbitraryScenario } from './arbitraryScenario.ts';
import { arbitraryScenarioFile } from './arbitraryScenarioFile.ts';

/** The scenario in the text; fails with the problems and the text if there is none. */
function parsed(text: string): Scenario {
  const result = parseScenario(text, '');
  if ('errors' in result) {
    throw new Error(`${result.errors.map(formatProblem).join('\n')}\n\n${text}`);
  }
  return result.scenario;
}

describe('printScenario', () => {
  it('writes what parseScenario reads back, for scenarios that can be run', () => {
    fc.assert(
      fc.property(arbitraryScenario, (scenario) => {
        expect(parsed(printScenario(scenario))).toEqual(scenario);
      }),
      { numRuns: 300 },
    );
  });

  it('writes what parseScenario reads back, for everything the language can say', () => {
    fc.assert(
      fc.property(arbitraryScenarioFile, (scenario) => {
        expect(parsed(printScenario(scenario))).toEqual(scenario);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '-\n-',
    '?\n?',
    ':\n:',
    'a:\nb',
    '- a\n- b',
    ' \n',
    '\n',
    'a\n',
    ' a\n b ',
    '---\n...',
    '"\n\'',
    '#\n#',
    '{\n}',
    `${'long '.repeat(30)}\n- ${'long '.repeat(30)}`,
    'a\r\nb',
    '\u0007\n\u2028',
  ])('writes the record %j so that it is read back', (value) => {
    const scenario = parsed('title: x\ntopics: { t: { partitions: 1 } }\n');
    const record = { key: null, value, partition: null };
    const spec = {
      type: 'records',
      atUs: 0,
      everyUs: 10_000,
      topic: 't',
      producer: 'api-1',
    } as const;
    for (const records of [[record], [record, { ...record, value: 'x'.repeat(100) }]]) {
      const full: Scenario = { ...scenario, workload: [{ ...spec, records }] };
      expect(parsed(printScenario(full))).toEqual(full);
    }
  });

  it('says nothing that the file means anyway', () => {
    const text = [
      'title: Small',
      'topics:',
      '  t: { partitions: 3 }',
      'coupons:',
      '  1: { stock: 30 }',
      'groups:',
      '  g: { consumers: 3 }',
      'workload:',
      '  - { requests: 100 }',
      'faults:',
      '  - { crash: c1, when: effect of t-0@7 is written, restart: 20s later }',
      '  - { restart: c1, at: 1m }',
      'expect:',
      '  issued: { 1: 30 }',
      '',
    ].join('\n');
    const printed = printScenario(parsed(text));
    expect(parsed(printed)).toEqual(parsed(text));
    expect(printed.split('\n').sort()).toEqual(
      [
        'title: Small',
        'topics:',
        '  t: { partitions: 3 }',
        'coupons:',
        '  1: { stock: 30 }',
        'groups:',
        '  g: { consumers: 3 }',
        'workload:',
        '  - { requests: 100 }',
        'faults:',
        '  - { crash: c1, restart: 20s later, when: effect of t-0@7 is written }',
        '  - { restart: c1, at: 1m }',
        'expect:',
        '  issued: { 1: 30 }',
        '',
      ].sort(),
    );
  });
});
