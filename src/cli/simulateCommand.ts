import type { CommandModule } from 'yargs';
import { EXIT } from './exitCode.ts';

interface SimulateOptions {
  readonly file: string;
  readonly seed: number | undefined;
  readonly trace: boolean;
  readonly 'trace-filter': string | undefined;
  readonly 'check-determinism': boolean;
  readonly quiet: boolean;
}

/** `partition-lab simulate FILE`: runs one scenario and tells what happened. */
export const simulateCommand: CommandModule<object, SimulateOptions> = {
  command: 'simulate <file>',
  describe: 'Run a scenario on the simulator and tell what happened',
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'The scenario, a YAML file',
      })
      .option('seed', { type: 'number', describe: "Seed of the run; the file's own by default" })
      .option('trace', {
        type: 'boolean',
        default: false,
        describe: 'Print every event, one a line',
      })
      .option('trace-filter', {
        type: 'string',
        describe: 'Print only events that match: type:NAME, process:NAME, or any text',
      })
      .option('check-determinism', {
        type: 'boolean',
        default: false,
        describe: 'Run twice and compare the two histories event by event',
      })
      .option('quiet', { type: 'boolean', default: false, describe: 'One line only' })
      .example('$0 simulate scenarios/rebalance.yaml', 'the scenario with its own seed')
      .example('$0 simulate scenarios/zombie.yaml --seed 7 --trace', 'another seed, every event'),
  handler: async (options) => {
    if (options.seed !== undefined && !Number.isSafeInteger(options.seed)) {
      console.error('--seed: a whole number is needed');
      process.exitCode = EXIT.misuse;
      return;
    }
    const { simulate } = await import('./simulate.ts');
    const { file, seed, trace, quiet } = options;
    const traceFilter = options['trace-filter'];
    const checkDeterminism = options['check-determinism'];
    process.exitCode = await simulate({ file, seed, trace, traceFilter, checkDeterminism, quiet });
  },
};
