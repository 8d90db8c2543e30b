import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countVectors } from '../../../src/cli/fidelity/vectorFiles.ts';
import { readVectors } from '../../readVectors.ts';

const FOLDER = join(import.meta.dirname, '../../vectors');

test('cases are counted as the tests read them, and every file is described', async () => {
  const counted = await countVectors(FOLDER);
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.jsonl.gz'))
    .map((name) => name.replace('.jsonl.gz', ''));
  for (const file of files) {
    const row = counted.find((one) => one.file === file)!;
    expect(row.cases).toBe(readVectors(file).length);
    expect(row.classes).not.toBe('?');
  }
  expect(counted.filter(({ cases }) => cases > 0)).toHaveLength(files.length);
});
