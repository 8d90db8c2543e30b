import type { CommandModule } from 'yargs';
import type { GivenText } from './options/givenOption.ts';

interface CalibrateOptions {
  readonly out: GivenText;
  readonly samples: GivenText;
  readonly data: GivenText;
  readonly postgres: GivenText;
  readonly cache: GivenText;
}

/** `partition-lab calibrate`: a latency profile of this machine, measured. */
export const calibrateCommand: CommandModule<object, CalibrateOptions> = {
  command: 'calibrate',
  describe: 'Measure how long a real Kafka and database take',
  builder: (yargs) =>
    yargs
      .option('out', {
        type: 'string',
        describe: 'The file to write; standard output by default',
        requiresArg: true,
      })
      .option('samples', {
        type: 'string',
        default: '2000',
        describe: 'How often each is measured',
        requiresArg: true,
      })
      .option('data', {
        type: 'string',
        describe:
          "Folder of a cluster of 'broker start', measured if it runs, else one is started; " +
          'one in your home folder by default',
        requiresArg: true,
      })
      .option('postgres', {
        type: 'string',
        describe: 'URL of a PostgreSQL; one is started by default',
        requiresArg: true,
      })
      .option('cache', {
        type: 'string',
        describe: "Folder of Kafka's jars; your cache folder by default",
        requiresArg: true,
      })
      .example('$0 calibrate --out scenarios/profiles/mine.yaml', 'takes half a minute')
      .epilogue("A scenario in 'scenarios' uses it by 'latency: profiles/mine.yaml'."),
  handler: async (options) => {
    const { runCalibration } = await import('./calibrate/runCalibration.ts');
    process.exitCode = await runCalibration(options);
  },
};
