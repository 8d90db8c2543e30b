import type { Argv, CommandModule } from 'yargs';
import { outputOptions, text } from './options/outputOptions.ts';
import type { ReplayArguments } from './replay/replayRequest.ts';

/** `partition-lab replay`: the same scenario on a real Kafka, and what differs. */
export const replayCommand: CommandModule<object, ReplayArguments> = {
  command: 'replay <file>',
  describe: 'Run a scenario on a real Kafka too, judge it and say what differs',
  builder: (yargs) =>
    examples(outputOptions(runOptions(yargs), 'reports/<scenario>-kafka-seed-<seed>')),
  handler: async (options) => {
    const [{ parseReplayRequest }, { replayScenario }] = await Promise.all([
      import('./replay/replayRequest.ts'),
      import('./replay/replayScenario.ts'),
    ]);
    process.exitCode = await replayScenario(parseReplayRequest(options));
  },
};

function runOptions(yargs: Argv<object>) {
  return yargs
    .usage('$0 replay <file> [options]')
    .positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'A YAML file, or the name of a shipped scenario',
    })
    .option('broker', {
      ...text,
      default: 'local',
      describe:
        'local (from its jars), docker (compose.yaml), testcontainers, or HOST:PORT of any Kafka',
    })
    .option('bootstrap', {
      ...text,
      describe: 'HOST:PORT of any Kafka; says the same as --broker HOST:PORT',
    })
    .option('client', {
      ...text,
      describe: 'kafkajs, java or confluent; by default the first that can do what is needed',
    })
    .option('time-scale', {
      ...text,
      describe: 'Multiplies sessions, workload and fault times in both runs; chosen by default',
    })
    .option('seed', { ...text, describe: "Seed of the run; the file's own by default" })
    .option('postgres', {
      ...text,
      describe: 'URL of a PostgreSQL server; one is started by default',
    })
    .option('schedules', {
      ...text,
      default: '200',
      describe: 'How many schedules the simulator may be asked for; 0: none',
    });
}

/** In yargs' own layout of examples a command would be broken in the middle. */
function examples<A>(yargs: Argv<A>) {
  return yargs
    .group(
      ['broker', 'bootstrap', 'client', 'time-scale', 'seed', 'postgres', 'schedules'],
      'The run:',
    )
    .group(['out', 'no-report', 'no-charts', 'json', 'quiet'], 'What it tells:')
    .epilogue(
      [
        'Examples:',
        '  partition-lab replay rebalance',
        '      starts a Kafka and a PostgreSQL, plays the scenario, compares, stops them',
        '  partition-lab replay zombie --client java --time-scale 0.5',
        "      with Kafka's own client, at half of the times",
        '  partition-lab replay mine.yaml --broker localhost:9092',
        '      on a Kafka that runs: its topics and groups are removed at the end',
        '',
        'Exit codes: 0 both runs hold and every difference is allowed, 1 not so,',
        '2 could not tell, 3 misuse.',
      ].join('\n'),
    );
}
