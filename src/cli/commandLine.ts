import yargs from 'yargs';
import { EXIT } from './exitCode.ts';
import { partitionCommand } from './partitionCommand.ts';
import { productVersion } from './productVersion.ts';
import { simulateCommand } from './simulateCommand.ts';

/**
 * Runs one command line and returns its exit code. Command modules load what they use when they
 * run.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  process.exitCode = EXIT.holds;
  const parser = yargs([...args])
    .scriptName('partition-lab')
    .usage(
      '$0 <command>\n\nA deterministic simulator and teaching model of Kafka partition semantics.',
    )
    .command(simulateCommand)
    .command(partitionCommand)
    .demandCommand(1, 'Name a command.')
    .recommendCommands()
    .strict()
    .version(productVersion)
    .help()
    .alias('help', 'h')
    .epilogue('Exit codes: 0 holds, 1 violated, 2 could not tell, 3 misuse.')
    .wrap(80)
    .exitProcess(false)
    .fail((message, error) => {
      throw message === null ? error : new Misuse(message);
    });
  try {
    await parser.parseAsync();
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    console.error(
      `${error.message}\n\nRun 'partition-lab --help' for the commands and their options.`,
    );
    return EXIT.misuse;
  }
  return Number(process.exitCode);
}

/** The command line itself is wrong. */
class Misuse extends Error {}
