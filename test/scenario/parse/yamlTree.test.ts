import { describe, expect, it } from 'vitest';
import { GOOD, problems, scenario } from '../smallScenario.ts';

const EMPTY = 'a.yaml:1:1: the file is empty; a scenario begins with "title:"';

describe('readYamlTree', () => {
  it('takes anchors and aliases', () => {
    const text = GOOD.replace('{ requests: 100 }', '&some { requests: 100 }\n  - *some');
    const { workload } = scenario(text);
    expect(workload).toHaveLength(2);
    expect(workload[1]).toEqual(workload[0]);
  });

  it('ignores a byte order mark', () => {
    expect(scenario(`\uFEFF${GOOD}`)).toEqual(scenario(GOOD));
    expect(problems(`\uFEFFtitel: x`)).toContain(
      'a.yaml:1:1: titel: unknown key "titel"; did you mean "title"?',
    );
  });

  it.each([
    ['a line feed', '\n'],
    ['a carriage return and a line feed', '\r\n'],
    ['a carriage return', '\r'],
  ])('ends lines at %s', (_, end) => {
    const withEnds = (text: string): string => text.replaceAll('\n', end);
    expect(scenario(withEnds(GOOD))).toEqual(scenario(GOOD));
    const spoiled = GOOD.replace('stock: 30', 'stock: x');
    expect(problems(withEnds(spoiled))).toEqual(problems(spoiled));
  });
});

describe('readYamlTree refuses', () => {
  it.each([
    ['an empty file', '', EMPTY],
    ['a comment alone', '# x\n', EMPTY],
    ['nothing', '~', EMPTY],
    ['a text', 'hello', 'a.yaml:1:1: is "hello"; write a map of keys and values'],
    ['a list', '- a', 'a.yaml:1:1: is a list; write a map of keys and values'],
    [
      'a second document',
      `${GOOD}---\n${GOOD}`,
      'a.yaml:10:1: a second document begins here; a file holds one scenario',
    ],
    [
      'a tab',
      'title: x\ntopics:\n\tt: {}',
      'a.yaml:3:1: a tab is not allowed as indentation; use spaces',
    ],
    ['an equal key', 'title: x\ntitle: y', 'a.yaml:2:1: the key "title" is here twice'],
    [
      'an alias of nothing',
      'title: *x',
      'a.yaml:1:8: the alias *x repeats nothing: no &x ends before it',
    ],
    [
      'an alias of itself',
      'title: &x [*x]',
      'a.yaml:1:12: the alias *x repeats nothing: no &x ends before it',
    ],
    ['a tag', 'title: !!binary x', 'a.yaml:1:8: tags (!name) have no meaning in a scenario'],
    ['a tag that YAML knows', 'a: &b !!str x', 'a.yaml:1:7: tags (!name) have no meaning'],
    ['a tag of the whole', '!!map\ntitle: x', 'a.yaml:1:1: tags (!name) have no meaning'],
    ['a key that is no text', 'title: x\n? [a]\n: b', 'a.yaml:2:3: a key must be text, is a list'],
    [
      'a control character',
      'title: "a\u0007"',
      'a.yaml:1:10: the character U+0007 is not allowed in YAML',
    ],
    ['a NUL', 't\0i\0', 'a.yaml:1:2: a NUL byte: this is no text, or not in UTF-8'],
    ['two colons on a line', 'title: Sale: day 1', 'a.yaml:1:8: a second ": " on this line; put'],
    ['a quote without end', 'title: "x\nlesson: y\n', 'a.yaml:1:8: this quote is never closed'],
    ['an apostrophe at the start', "title: 'it''\n", 'a.yaml:1:8: this quote is never closed'],
    ['a bracket too many', 'title: ]', 'a.yaml:1:8: "]" does not belong here'],
    ['a brace without end', 'title: { a', 'a.yaml:1:11: a map in braces must end with "}"'],
    ['a line that is no key', 'title: x\ntopics\n', 'a.yaml:2:1: is no "key: value"'],
    ['text behind a text', 'title: "x" y', 'a.yaml:1:12: "y" does not belong here'],
    ['a crooked indentation', 'a:\n    b: c\n   d: e', 'a.yaml:3:1: all keys of a map must start'],
    ['an escape', 'title: "\\q"', 'a.yaml:1:9: is no escape sequence of YAML; write \\\\'],
    ['a reserved sign', 'title: @x', 'a.yaml:1:8: is not YAML: Plain value cannot start with'],
  ])('%s', (_, text, expected) => {
    expect(problems(text).join('\n')).toContain(expected);
  });

  it('each mistake once, where the library stumbles three times', () => {
    expect(problems('title: x\n- b\n')).toEqual([
      'a.yaml:2:1: is no "key: value"; both and the ": " between them stand on one line',
    ]);
  });

  it('brackets that never end, however many', () => {
    const message = 'the file is nested more than 100 levels deep';
    expect(problems('['.repeat(50_000))).toEqual([`a.yaml:1:101: ${message}`]);
    expect(problems(`title: x\nlesson: ${'{a: '.repeat(50_000)}`)).toEqual([
      `a.yaml:2:402: ${message}`,
    ]);
    expect(problems('- '.repeat(50_000))).toEqual([`a.yaml:1:199: ${message}`]);
  });

  it('one bracket too many once, whatever is behind it', () => {
    const message = 'a.yaml:1:12: "}" does not belong here';
    expect(problems(`title: [x] }\n${GOOD}`)).toEqual([message]);
    expect(problems(`title: [x] ${'}'.repeat(50_000)}`)).toEqual([message]);
  });

  it('aliases that nest what is nested', () => {
    const nest = (inner: string): string => `${'['.repeat(30)}${inner}${']'.repeat(30)}`;
    const lines = [`a: &a ${nest('x')}`, `b: &b ${nest('*a')}`, `c: &c ${nest('*b')}`];
    expect(problems(lines.join('\n')).join('\n')).not.toContain('nested');
    expect(problems([...lines, `d: ${nest('*c')}`].join('\n'))).toContain(
      'a.yaml:4:34: the file is nested more than 100 levels deep',
    );
  });

  it('aliases that would fill the memory', () => {
    const lines = ['title: x', 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      const items = Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
      lines.push(`a${level}: &a${level} [${items}]`);
    }
    expect(problems(lines.join('\n'))).toEqual([
      expect.stringMatching(/^a\.yaml:7:45: aliases repeat more than 1000000 values$/),
    ]);
  });

  it('a text of more than a million characters', () => {
    expect(problems(`title: x\n#${'x'.repeat(1_000_000)}`)).toEqual([
      'a.yaml:1:1: the file has more than 1000000 characters',
    ]);
  });
});
