import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', 'src', 'report');
/** What takes long to load and is needed only to draw. */
const HEAVY = ['vega', 'vega-lite', '@resvg/resvg-js', 'subset-font'];

it('the report loads Vega, resvg and the font tools only when it draws', () => {
  const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  expect(sources.length).toBeGreaterThan(50);
  const dynamic = new Set<string>();
  for (const file of sources) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const [line, name] of text.matchAll(/^import .* from '([^'.]+)';$/gm)) {
      if (HEAVY.includes(name!)) expect(line, file).toMatch(/^import type /);
    }
    for (const [, name] of text.matchAll(/\bimport\('([^']+)'\)/g)) dynamic.add(name!);
  }
  expect([...dynamic].sort()).toEqual([...HEAVY].sort());
});
