import type { CommandModule } from 'yargs';

interface ReportOptions {
  readonly history: string;
  readonly out: string | readonly string[] | undefined;
  readonly 'no-charts': boolean;
}

/** `partition-lab report HISTORY`: judges a saved run again and draws its report. */
export const reportCommand: CommandModule<object, ReportOptions> = {
  command: 'report <history>',
  describe: 'Draw the report of a saved history, without running anything',
  builder: (yargs) =>
    yargs
      .usage('$0 report <history> [options]')
      .positional('history', {
        type: 'string',
        demandOption: true,
        describe: 'history.jsonl of a report folder; one that was cut (.tmp) will do',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder of the report; that of the history by default',
      })
      .option('no-charts', {
        type: 'boolean',
        default: false,
        describe: 'Write the report without charts',
      })
      .example('$0 report reports/rebalance-seed-1/history.jsonl', 'Draw it again')
      .example('$0 report history.jsonl.tmp --out /tmp/cut', 'What a run left that was killed'),
  handler: async (options) => {
    const { drawSavedHistory } = await import('./drawSavedHistory.ts');
    process.exitCode = await drawSavedHistory({
      history: options.history,
      out: options.out,
      charts: !options['no-charts'],
    });
  },
};
