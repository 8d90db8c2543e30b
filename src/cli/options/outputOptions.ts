import type { Argv } from 'yargs';

/** An option of yargs that takes a text. */
export const text = { type: 'string', requiresArg: true } as const;

/** An option of yargs that is given or not. */
export const flag = { type: 'boolean' } as const;

/** The options of a command that plays a run and may write its report. */
export function outputOptions<A>(yargs: Argv<A>, defaultFolder: string) {
  return yargs
    .option('out', { ...text, describe: `Folder of the report; ${defaultFolder} by default` })
    .option('no-report', { ...flag, describe: 'Write no report' })
    .option('no-charts', { ...flag, describe: 'Write the report without charts' })
    .option('json', {
      ...flag,
      describe: 'Print one JSON document and nothing else; no report but with --out',
    })
    .option('quiet', {
      ...flag,
      alias: 'q',
      describe: 'Print one line; no report but with --out',
    });
}
