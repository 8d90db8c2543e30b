import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DIFFERENCE_RULES } from '../../src/differences/differenceRules.ts';
import type { DifferenceRule } from '../../src/differences/differenceRule.ts';

const FOLDER = join(import.meta.dirname, '../../src/differences/rules');
const FILES = readdirSync(FOLDER);

test.each(FILES)('%s is a rule that is asked, and has a test of its own', async (file) => {
  const name = file.replace('.ts', '');
  const module = (await import(`../../src/differences/rules/${name}.ts`)) as object;
  const rule = (module as Record<string, DifferenceRule>)[name]!;
  expect(DIFFERENCE_RULES).toContain(rule);
  expect(existsSync(join(import.meta.dirname, 'rules', `${name}.test.ts`))).toBe(true);
});

test('no rule is asked twice, and no two have one name', () => {
  expect(DIFFERENCE_RULES.length).toBe(FILES.length);
  expect(new Set(DIFFERENCE_RULES.map(({ name }) => name)).size).toBe(FILES.length);
});
