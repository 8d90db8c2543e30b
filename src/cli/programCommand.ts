import { basename, relative } from 'node:path';

/**
 * How a command is called here, so that a line that is printed can be pasted: through npm in a
 * checkout, as an installed program, or with node, as this one was.
 */
export function programCommand(
  environment: Readonly<Record<string, string | undefined>>,
  script: string | undefined,
  command: 'simulate' | 'report' | 'compare' = 'simulate',
): string {
  const npmScript = environment['npm_lifecycle_event'];
  if (npmScript === 'simulate' && command === 'simulate') return 'npm run simulate --';
  if (npmScript === 'simulate' || npmScript === 'lab') return `npm run --silent lab -- ${command}`;
  if (script === undefined || basename(script) !== 'cli.js') return `partition-lab ${command}`;
  const fromHere = relative('', script);
  return `node ${fromHere.startsWith('..') ? script : fromHere} ${command}`;
}
