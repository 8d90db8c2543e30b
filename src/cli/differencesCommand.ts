import type { CommandModule } from 'yargs';

interface DifferencesOptions {
  readonly simulated: string;
  readonly real: string;
  readonly out: string | readonly string[] | undefined;
  readonly client: string | readonly string[] | undefined;
  readonly schedules: number;
}

/** `partition-lab differences SIMULATED REAL`: compares two saved runs, fact by fact. */
export const differencesCommand: CommandModule<object, DifferencesOptions> = {
  command: 'differences <simulated> <real>',
  describe: 'Compare a saved run of the simulator with one on a real Kafka',
  builder: (yargs) =>
    yargs
      .usage('$0 differences <simulated> <real> [options]')
      .positional('simulated', {
        type: 'string',
        demandOption: true,
        describe: 'history.jsonl of the simulated run',
      })
      .positional('real', {
        type: 'string',
        demandOption: true,
        describe: 'history.jsonl of the real run',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder for differences.json, .md and .html; none by default',
      })
      .option('client', {
        choices: ['kafkajs', 'java', 'confluent'],
        requiresArg: true,
        describe: 'Client library of the real run',
      })
      .option('schedules', {
        type: 'number',
        default: 200,
        requiresArg: true,
        describe: 'How many schedules the simulator may be asked for; 0: none',
      })
      .example('$0 differences sim/history.jsonl real/history.jsonl', 'Print what differs')
      .example('$0 differences a.jsonl b.jsonl --out reports/a', 'Write the report too')
      .epilogue('Exit code 1: a difference is unexplained, a wrong model or a service bug.'),
  handler: async (options) => {
    const { compareSavedRuns } = await import('./differences/compareSavedRuns.ts');
    process.exitCode = await compareSavedRuns(options);
  },
};
