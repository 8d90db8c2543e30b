import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReplayedOnce } from '../../../src/cli/fidelity/replayedOnce.ts';
import { replayOnce } from '../../../src/cli/fidelity/replayOnce.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

const folder = temporaryFolder();

/** Runs a program in place of `partition-lab replay`. */
async function replayWith(name: string, source: string): Promise<ReplayedOnce> {
  const program = join(folder, `${name}.mjs`);
  writeFileSync(program, source);
  return await replayOnce({ program, scenario: 's.yaml', seed: 7, folder, options: ['--x', 'y'] });
}

const WRITE = `
  import { writeFileSync } from 'node:fs';
  const [, , ...args] = process.argv;
  const out = args[args.indexOf('--out') + 1];
  const write = (text) => writeFileSync(out + '/differences.json', text);
`;

describe('one replay', () => {
  test('is read from what it wrote, whether it was faithful or not', async () => {
    const source = `${WRITE} write(JSON.stringify({ isFaithful: false, args })); process.exit(1);`;
    const result = await replayWith('compared', source);
    expect(result).toMatchObject({
      type: 'compared',
      differences: {
        isFaithful: false,
        args: ['replay', 's.yaml', '--seed', '7', '--out', folder, '--no-charts', '--x', 'y'],
      },
    });
  });

  test('that the scenario does not allow is refused', async () => {
    const result = await replayWith('refused', "console.error('not this fault'); process.exit(3);");
    expect(result).toEqual({ type: 'refused', reason: 'not this fault' });
  });

  test('that broke has failed, and what a former one wrote does not count', async () => {
    await replayWith('former', `${WRITE} write('{}');`);
    const result = await replayWith('failed', "console.error('no answer'); process.exit(0);");
    expect(result).toEqual({ type: 'failed', reason: 'exit code 0: no answer' });
  });
});
