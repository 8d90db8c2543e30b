import { basename, relative } from 'node:path';

/**
 * How `simulate` was called, so that a command that is printed can be pasted: through npm in a
 * checkout, as an installed program, or with node.
 */
export function programCommand(
  environment: Readonly<Record<string, string | undefined>>,
  script: string | undefined,
): string {
  const npmScript = environment['npm_lifecycle_event'];
  if (npmScript === 'simulate') return 'npm run simulate --';
  if (npmScript === 'lab') return 'npm run --silent lab -- simulate';
  if (script === undefined || basename(script) !== 'cli.js') return 'partition-lab simulate';
  const fromHere = relative('', script);
  return `node ${fromHere.startsWith('..') ? script : fromHere} simulate`;
}
