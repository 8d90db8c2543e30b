import { programCommand } from '../programCommand.ts';

/** What is told if a run was ended by Ctrl-C. `historyPath` null: nothing of it is left. */
export function interruptedText(seed: number, historyPath: string | null): string {
  if (historyPath === null) {
    return `Interrupted: the run with seed ${seed} is not judged, and nothing was written.`;
  }
  const report = programCommand(process.env, process.argv[1], 'report');
  return (
    'Interrupted: the report is not complete. The history is; its report is drawn by\n' +
    `  ${report} ${historyPath}`
  );
}
