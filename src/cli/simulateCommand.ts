import type { Argv, CommandModule } from 'yargs';
import { flag, outputOptions, text } from './options/outputOptions.ts';
import type { SimulateArguments } from './simulate/simulateRequest.ts';

/** `partition-lab simulate`: runs a scenario once, or with many seeds, and judges it. */
export const simulateCommand: CommandModule<object, SimulateArguments> = {
  command: 'simulate [file]',
  describe: 'Run a scenario on the simulator, judge it and explain it',
  builder: (yargs) =>
    examples(sweepOptions(outputOptions(runOptions(yargs), 'reports/<scenario>-seed-<seed>'))),
  handler: async (options) => {
    const [{ parseSimulateRequest }, { simulate }] = await Promise.all([
      import('./simulate/simulateRequest.ts'),
      import('./simulate/simulate.ts'),
    ]);
    process.exitCode = await simulate(parseSimulateRequest(options));
  },
};

function runOptions(yargs: Argv<object>) {
  return yargs
    .usage('$0 simulate [file] [options]')
    .positional('file', {
      type: 'string',
      describe: 'A YAML file, or the name of a shipped scenario. Without: lists them',
    })
    .option('seed', { ...text, describe: "Seed of the run; the file's own by default" })
    .option('trace', { ...flag, describe: 'Print every event, one a line' })
    .option('trace-filter', {
      ...text,
      describe: 'Print events that match: type:A,B process:A partition:0 or any text',
    })
    .option('describe-at', {
      ...text,
      describe: 'Describe the groups at this virtual time, as in 3.2s; may be repeated',
    })
    .option('check-determinism', {
      ...flag,
      describe: 'Run twice and name the first event that differs',
    });
}

function sweepOptions<A>(yargs: Argv<A>) {
  return yargs
    .option('seeds', { ...text, describe: 'Run with each seed of A..B, both included' })
    .option('stop-at-first', { ...flag, describe: 'Stop at the first seed that does not hold' })
    .option('max-violations', { ...text, describe: 'Stop when this many seeds do not hold' })
    .option('workers', { ...text, describe: 'Threads that run seeds; all cores by default' });
}

/** In yargs' own layout of examples a command would be broken in the middle. */
function examples<A>(yargs: Argv<A>) {
  return yargs
    .group(['seed', 'trace', 'trace-filter', 'describe-at', 'check-determinism'], 'The run:')
    .group(['out', 'no-report', 'no-charts', 'json', 'quiet'], 'What it tells:')
    .group(['seeds', 'stop-at-first', 'max-violations', 'workers'], 'Many runs:')
    .epilogue(
      [
        'Examples:',
        '  partition-lab simulate',
        '      lists the shipped scenarios',
        '  partition-lab simulate rebalance',
        '      runs one of them',
        '  partition-lab simulate mine.yaml --seed 7 --out /tmp/mine',
        '      a file of your own, with another seed',
        '  partition-lab simulate zombie --trace-filter "process:c1 type:Polled,Lost"',
        '      what c1 has polled, and when it learns that it has lost its partitions',
        '  partition-lab simulate rebalance --describe-at 11.05s --describe-at 20s',
        '      kafka-consumer-groups --describe in mid-rebalance, and later',
        '  partition-lab simulate rebalance --seeds 1..1000 --stop-at-first',
        '      looks for a seed that does not hold',
        '  partition-lab simulate rebalance --json | jq .status',
        '      for scripts: see docs/json.md',
        '',
        'Exit codes: 0 holds, 1 violated, 2 could not tell, 3 misuse, 130 interrupted.',
      ].join('\n'),
    );
}
