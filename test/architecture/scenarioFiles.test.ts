import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { filesBelow, readText } from './sourceTree.ts';

/** What is wrong with a text as YAML, one line each; warnings count. */
function problemsOfYaml(path: string, text: string): string[] {
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  const problems: Error[] = [...document.errors, ...document.warnings];
  try {
    // An alias of nothing shows only now.
    document.toJS();
  } catch (error) {
    problems.push(error as Error);
  }
  return problems.map(({ message }) => `${path}: ${message.split('\n')[0]!}`);
}

describe('scenario files', () => {
  const paths = filesBelow('scenarios').filter((path) => /\.ya?ml$/.test(path));

  it('are all YAML', () => {
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.flatMap((path) => problemsOfYaml(path, readText(path)))).toEqual([]);
  });

  it('end in .yaml, not .yml', () => {
    expect(paths.filter((path) => path.endsWith('.yml'))).toEqual([]);
  });
});

describe('the check of scenario files', () => {
  it.each(['a: [1, 2', 'a: 1\na: 2', 'a: b: c', '\ta: 1', 'a: "b', 'a: *nowhere'])(
    'refuses %j',
    (text) => {
      const problems = problemsOfYaml('scenarios/a.yaml', text);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems[0]).toMatch(/^scenarios\/a\.yaml: \S/);
    },
  );

  it('accepts a mapping', () => {
    expect(problemsOfYaml('scenarios/a.yaml', 'title: a\nfaults:\n  - { crash: c1 }\n')).toEqual(
      [],
    );
  });
});
