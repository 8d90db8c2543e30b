import { describe, expect, it } from 'vitest';
import { findForbiddenImports } from './importDirections.ts';
import { describeViolations, parseSource, readSources } from './sourceTree.ts';

function check(path: string, text: string): string[] {
  return describeViolations(findForbiddenImports([parseSource(path, text)]));
}

describe('import directions', () => {
  it('hold in src', () => {
    const files = readSources('src');
    expect(files.length).toBeGreaterThan(50);
    expect(describeViolations(findForbiddenImports(files))).toEqual([]);
  });
});

describe('the check of import directions', () => {
  it.each([
    ['src/sim/a.ts', "import { b } from '../model/b.ts';"],
    ['src/sim/a.ts', "import type { B } from '../history/b.ts';"],
    ['src/sim/a.ts', "export { b } from '../model/b.ts';"],
    ['src/sim/a.ts', "export * from '../model/b.ts';"],
    ['src/sim/a.ts', "type B = import('../model/b.ts').B;"],
    ['src/sim/a.ts', "import 'node:fs';"],
    ['src/sim/a.ts', "import { z } from 'zod';"],
    ['src/model/client/a.ts', "import { b } from '../../history/b.ts';"],
    ['src/model/a.ts', "import { b } from '../issuer/b.ts';"],
    ['src/model/a.ts', "const b = import('../history/b.ts');"],
    ['src/model/a.ts', 'const b = import(name);'],
    ['src/issuer/a.ts', "import { b } from '../sim/b.ts';"],
    ['src/issuer/a.ts', "import { b } from 'node:crypto';"],
    ['src/history/a.ts', "import { b } from '../model/b.ts';"],
    ['src/check/a.ts', "import { b } from '../model/b.ts';"],
    ['src/check/a.ts', "import { b } from '../scenario/b.ts';"],
    ['src/check/invariants/a.ts', "import { b } from '../../issuer/b.ts';"],
    ['src/adapters/sim/a.ts', "import { b } from '../node/b.ts';"],
    ['src/adapters/sim/a.ts', "import { b } from 'node:fs';"],
    ['src/adapters/a.ts', "import { b } from './postgres/b.ts';"],
    ['src/adapters/kafka/a.ts', "import { b } from '../../scenario/b.ts';"],
    ['src/scenario/a.ts', "import { b } from '../report/b.ts';"],
    ['src/scenario/a.ts', "import { b } from 'node:fs';"],
    ['src/report/html/a.ts', "import { b } from '../../sim/b.ts';"],
    ['src/cli/a.ts', "import { b } from '../../test/b.ts';"],
    ['src/nowhere/a.ts', 'const a = 1;'],
    ['src/a.ts', 'const a = 1;'],
  ])('%s may not contain: %s', (path, text) => {
    const found = check(path, `// A comment in line 1.\n${text}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^src\/\S+\.ts:[12]: /);
  });

  it.each([
    ['src/sim/a.ts', "import { b } from './b.ts';"],
    ['src/sim/a.ts', "import alea from 'seedrandom/lib/alea.js';"],
    [
      'src/model/broker/a.ts',
      "import { b } from '../client/b.ts'; import { c } from '../../sim/c.ts';",
    ],
    ['src/history/a.ts', "import { b } from '../sim/b.ts';"],
    ['src/check/a.ts', "import { b } from './invariants/b.ts'; import { c } from '../sim/c.ts';"],
    ['src/check/invariants/a.ts', "import { b } from '../../model/b.ts';"],
    ['src/adapters/sim/a.ts', "import { b } from '../b.ts'; import { c } from '../../check/c.ts';"],
    ['src/adapters/kafka/a.ts', "import { b } from 'kafkajs'; import { c } from '../b.ts';"],
    ['src/scenario/parse/a.ts', "import { b } from 'yaml'; import { c } from '../c.ts';"],
    ['src/scenario/a.ts', "import { b } from '../adapters/sim/b.ts';"],
    ['src/report/a.ts', "import { b } from '../check/b.ts'; import { c } from 'node:fs';"],
    ['src/cli/a.ts', "import { b } from '../report/b.ts'; const c = import('vega');"],
    ['src/sim/a.ts', 'const text = "import { b } from \'../model/b.ts\';";'],
  ])('%s may contain: %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });

  it('says where, what and what to do', () => {
    expect(check('src/sim/a.ts', "\nimport { b } from '../model/b.ts';")).toEqual([
      'src/sim/a.ts:2: src/sim may import nothing of ours, not src/model/b.ts. ' +
        'Pass it in, or move the code that needs it.',
    ]);
  });
});
