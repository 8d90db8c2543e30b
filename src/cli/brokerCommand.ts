import type { CommandModule } from 'yargs';
import type { GivenText } from './options/givenOption.ts';
import type { StartBrokerOptions } from './broker/startBroker.ts';
import { EXIT } from './exitCode.ts';

const DATA_OPTION = {
  type: 'string',
  describe: "The cluster's folder; one in your home folder by default",
  requiresArg: true,
} as const;

interface DataOptions {
  readonly data: GivenText;
}

interface StatusOptions extends DataOptions {
  readonly json: boolean;
}

interface LogsOptions extends DataOptions {
  readonly follow: boolean;
  readonly node: GivenText;
}

/** `partition-lab broker`: a real Kafka without Docker. */
export const brokerCommand: CommandModule<object, object> = {
  command: 'broker',
  describe: 'Run a real Kafka on this machine, without Docker',
  builder: (yargs) =>
    yargs
      .command(startCommand)
      .command(stopCommand)
      .command(statusCommand)
      .command(logsCommand)
      .demandCommand(1, 'Name what to do: start, stop, status or logs.')
      .example('$0 broker start', 'one broker')
      .example('$0 broker start --brokers 3', 'three brokers and a controller')
      .example('$0 broker logs --follow', 'what Kafka says, as it says it')
      .example('$0 broker stop', 'in order; the data stays'),
  handler: () => {},
};

const startCommand: CommandModule<object, StartBrokerOptions> = {
  command: 'start',
  describe: 'Start Kafka; it runs until it is stopped',
  builder: (yargs) =>
    yargs
      .option('brokers', {
        type: 'string',
        choices: ['1', '3'],
        default: '1',
        requiresArg: true,
        describe: 'One broker, or three and a controller of their own',
      })
      .option('data', DATA_OPTION)
      .option('cache', {
        type: 'string',
        describe: "Folder of Kafka's jars; your cache folder by default",
        requiresArg: true,
      })
      .option('port', {
        type: 'string',
        describe: 'The first port; free ones by default',
        requiresArg: true,
      })
      .option('config', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as readonly string[],
        describe: "A config by Kafka's name, NAME=VALUE; can be repeated",
      })
      .option('heap', {
        type: 'string',
        describe: 'Java heap of each node in MiB; 192 by default',
        requiresArg: true,
      })
      .option('fresh', {
        type: 'boolean',
        default: false,
        describe: 'Forget topics and groups of the last time',
      })
      .option('foreground', {
        type: 'boolean',
        default: false,
        describe: 'Stay, and stop Kafka at Ctrl-C',
      })
      .example('$0 broker start --config log.retention.ms=60000', 'with a config of your own'),
  handler: async (options) => {
    const { startBroker } = await import('./broker/startBroker.ts');
    process.exitCode = await startBroker(options);
  },
};

const stopCommand: CommandModule<object, DataOptions> = {
  command: 'stop',
  describe: 'Stop Kafka in order; the data stays',
  builder: (yargs) => yargs.option('data', DATA_OPTION),
  handler: async ({ data }) => {
    const { stopBroker } = await import('./broker/stopBroker.ts');
    process.exitCode = await stopBroker(data);
  },
};

const statusCommand: CommandModule<object, StatusOptions> = {
  command: 'status',
  describe: 'Say what runs and whether it answers',
  builder: (yargs) =>
    yargs
      .option('data', DATA_OPTION)
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .epilogue(`Exit code: ${EXIT.holds} all answer, ${EXIT.violated} not all, or none runs.`),
  handler: async ({ data, json }) => {
    const { printStatus } = await import('./broker/brokerStatus.ts');
    process.exitCode = await printStatus(data, json);
  },
};

const logsCommand: CommandModule<object, LogsOptions> = {
  command: 'logs',
  describe: 'Print what Kafka says: elections, ISR, groups, warnings',
  builder: (yargs) =>
    yargs
      .option('data', DATA_OPTION)
      .option('node', { type: 'string', describe: 'Of one node only', requiresArg: true })
      .option('follow', {
        alias: 'f',
        type: 'boolean',
        default: false,
        describe: 'Go on until Kafka ends',
      }),
  handler: async ({ data, node, follow }) => {
    const { printLogs } = await import('./broker/printLogs.ts');
    process.exitCode = await printLogs(data, node, follow);
  },
};
