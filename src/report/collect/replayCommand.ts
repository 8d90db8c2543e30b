import type { HistoryHeader } from '../../history/event.ts';

/** The command that plays the same run again; '' if the scenario did not come from a file. */
export function replayCommand({ backend, scenarioPath, seed }: HistoryHeader): string {
  if (scenarioPath === '' || backend !== 'simulator') return '';
  return `npm run simulate -- ${quoteForShell(scenarioPath)} --seed ${seed}`;
}

/** A word as a POSIX shell reads it back. */
function quoteForShell(word: string): string {
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
