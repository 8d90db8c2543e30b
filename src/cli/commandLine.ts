import type { Argv } from 'yargs';
import yargs from 'yargs';
import { brokerCommand } from './brokerCommand.ts';
import { differencesCommand } from './differencesCommand.ts';
import { compareCommand } from './compareCommand.ts';
import { calibrateCommand } from './calibrateCommand.ts';
import { EXIT } from './exitCode.ts';
import { Misuse } from './misuse.ts';
import { partitionCommand } from './partitionCommand.ts';
import { productVersion } from './productVersion.ts';
import { replayCommand } from './replayCommand.ts';
import { reportCommand } from './reportCommand.ts';
import { scenariosCommand } from './scenariosCommand.ts';
import { schemaCommand } from './schemaCommand.ts';
import { simulateCommand } from './simulateCommand.ts';
import { validateCommand } from './validateCommand.ts';

/**
 * Runs one command line and returns its exit code. Command modules load what they use when they
 * run.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  process.exitCode = EXIT.holds;
  try {
    await newParser(args).parseAsync();
  } catch (error) {
    return await reportError(error, args);
  }
  return Number(process.exitCode);
}

function newParser(args: readonly string[]): Argv {
  return (
    yargs([...args])
      .scriptName('partition-lab')
      .usage(
        '$0 <command>\n\n' +
          'A deterministic simulator and teaching model of Kafka partition semantics.',
      )
      // An option that is called --no-charts is meant as it stands.
      .parserConfiguration({ 'boolean-negation': false })
      .command(simulateCommand)
      .command(replayCommand)
      .command(compareCommand)
      .command(reportCommand)
      .command(differencesCommand)
      .command(validateCommand)
      .command(scenariosCommand)
      .command(schemaCommand)
      .command(partitionCommand)
      .command(brokerCommand)
      .command(calibrateCommand)
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
        // yargs' own objections have a message; what a command throws has none.
        throw message === null ? error : new UsageError(message);
      })
  );
}

/** yargs cannot make sense of the command line. */
class UsageError extends Error {}

async function reportError(error: unknown, args: readonly string[]): Promise<number> {
  const command = args.find((arg) => !arg.startsWith('-')) ?? '';
  if (error instanceof UsageError) {
    const { explainMisuse } = await import('./explainMisuse.ts');
    const isKnown = error.message.startsWith('Unknown arg') || error.message.startsWith('Not en');
    const help = isKnown ? await helpOf(command) : '';
    // An unknown command has the help of the whole program.
    const isCommand = help.startsWith(`partition-lab ${command}`);
    const where = isCommand ? `partition-lab ${command} --help` : 'partition-lab --help';
    console.error(explainMisuse(error.message, args, help));
    console.error(`\nRun '${where}' for what can be said.`);
    return EXIT.misuse;
  }
  if (error instanceof Misuse) {
    console.error(error.message);
    return EXIT.misuse;
  }
  const { bugText, wantsStackTrace } = await import('./failureText.ts');
  console.error(bugText(error, args, wantsStackTrace(process.env)));
  return EXIT.unknown;
}

async function helpOf(command: string): Promise<string> {
  return await new Promise((resolve) => {
    void newParser([command, '--help']).parse(
      [command, '--help'],
      (_error: unknown, _argv: unknown, output: string) => resolve(output),
    );
  });
}
