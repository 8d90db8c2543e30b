import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/scenario/parseScenario.ts';
import { GOOD } from '../smallScenario.ts';

/** Stands in a text right before what is wrong. */
const MARK = '⟦';

/** `line:column` of each mark in a text, and the text without them. */
function unmark(text: string): { readonly marked: string[]; readonly clean: string } {
  const marked: string[] = [];
  const lines = text.split(/\r\n|\n/);
  for (const [index, line] of lines.entries()) {
    const parts = line.split(MARK);
    for (let count = 1; count < parts.length; count++) {
      const before = [...parts.slice(0, count).join('')].length;
      marked.push(`${index + 1}:${before + 1}`);
    }
  }
  return { marked, clean: text.replaceAll(MARK, '') };
}

/** `line:column` of each problem or, if there is none, each warning. */
function places(text: string): string[] {
  const result = parseScenario(text, 'a.yaml');
  const found = 'errors' in result ? result.errors : result.warnings;
  return found.map(({ line, column }) => `${line}:${column}`);
}

describe('a problem', () => {
  it.each([
    ['an unknown key', `${GOOD}⟦titel: x\n`],
    ['a missing key: the map', GOOD.replace('{ partitions: 3 }', '⟦{}')],
    [
      'a missing key: the key of a block map',
      GOOD.replace('t: { partitions: 3 }', '⟦t:\n    key: none'),
    ],
    ['a value', GOOD.replace('partitions: 3', 'partitions: ⟦three')],
    ['a value on a line of its own', GOOD.replace('partitions: 3', 'partitions:\n      ⟦three')],
    ['a quoted value', GOOD.replace('partitions: 3', 'partitions: ⟦"3"')],
    ['an item of a list', GOOD.replace('consumers: 3', 'consumers: [c1, ⟦store]')],
    ['the second of two equal names', GOOD.replace('consumers: 3', 'consumers: [c1, c2, ⟦c1]')],
    ['a name in a list', `${GOOD}producers: [p, ⟦c1]\n`],
    ['a name that is a key', `${GOOD}producers: { p: {}, ⟦c1: {} }\n`],
    ['an unknown name that is a key', `${GOOD}expect: { handled: { c1: 1, ⟦c4: 1 } }\n`],
    [
      'an unknown topic that is a key',
      `${GOOD}expect: { partitions: { ⟦u: { 0: { lag: 0 } } } }\n`,
    ],
    ['a partition that is a key', `${GOOD}expect: { partitions: { t: { ⟦3: { records: 1 } } } }\n`],
    [
      'a key that has no meaning here',
      `${GOOD}faults: [{ store: unavailable, ⟦by: 1s, at: 1s }]\n`,
    ],
    [
      'the second of two keys that exclude each other',
      `${GOOD}faults: [{ crash: c1, at: 1s, ⟦when: t-0@1 is polled }]\n`,
    ],
    ['a config', GOOD.replace('consumers: 3', 'consumers: 3, config: { ⟦acks: all }')],
    [
      'the value of a config',
      GOOD.replace('consumers: 3', 'consumers: 3, config: { max.poll.records: ⟦none }'),
    ],
    ['a config that is not acted on', `${GOOD}cluster: { config: { ⟦num.io.threads: 4 } }\n`],
    ['a single value instead of a list', GOOD.replace('requests: 100', 'requests: 9, coupons: ⟦2')],
    [
      'an id out of a list of ranges',
      GOOD.replace('requests: 100', 'requests: 9, coupons: [1, ⟦1..2]'),
    ],
    [
      'several, in the order of the file',
      GOOD.replace('30', '⟦x').replace('3 }', '⟦y }').replace('100', '⟦z'),
    ],
    [
      'what an alias repeats, where it is written',
      GOOD.replace('{ requests: 100 }', '&r { requests: ⟦x }'),
    ],
    ['characters of two code units', `${GOOD}producers: { ⟦"😀": {}, ⟦"a b": {} }\n`],
  ])('points at %s', (_, text) => {
    const { marked, clean } = unmark(text);
    expect(marked.length).toBeGreaterThan(0);
    expect(places(clean)).toEqual(marked);
  });
});
