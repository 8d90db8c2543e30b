import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './builtCommandLine.ts';
import { runHere } from './runHere.ts';

const RENEW = 'npm run --silent lab -- schema > scenarios/schema.json';

describe('schema', () => {
  it(`prints what scenarios/schema.json holds; to renew it: ${RENEW}`, async () => {
    const { exitCode, stdout, stderr } = await runHere('schema');
    expect([exitCode, stderr]).toEqual([0, '']);
    const committed = readFileSync(join(ROOT, 'scenarios', 'schema.json'), 'utf8');
    const isCurrent = stdout === committed;
    expect(isCurrent, `scenarios/schema.json is out of date; run: ${RENEW}`).toBe(true);
  });
});
