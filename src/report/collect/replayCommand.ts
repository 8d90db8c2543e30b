import type { HistoryHeader } from '../../history/event.ts';

/** How `simulate` is called from a checkout. */
const FROM_CHECKOUT = 'npm run simulate --';

/**
 * The command that plays the same run again; '' if the scenario did not come from a file.
 * `program`: how `simulate` is called where the command will be typed.
 */
export function replayCommand(
  { backend, scenarioPath, seed }: Pick<HistoryHeader, 'backend' | 'scenarioPath' | 'seed'>,
  program: string = FROM_CHECKOUT,
): string {
  if (scenarioPath === '' || backend !== 'simulator') return '';
  return `${program} ${quoteForShell(scenarioPath)} --seed ${seed}`;
}

/** A word as a POSIX shell reads it back. */
function quoteForShell(word: string): string {
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
