import type { CommandModule } from 'yargs';
import { EXIT } from './exitCode.ts';

interface ValidateOptions {
  readonly files: readonly string[];
  readonly json: boolean;
}

/** `partition-lab validate FILE...`: says everything that is wrong with scenario files. */
export const validateCommand: CommandModule<object, ValidateOptions> = {
  command: 'validate <files..>',
  describe: 'Say everything that is wrong with scenario files',
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'YAML files, or names of shipped scenarios',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 validate scenarios/*.yaml', 'all shipped scenarios')
      .example('$0 validate mine.yaml', 'each problem as file:line:column: key: what is wrong')
      .example('$0 validate mine.yaml --json', 'for editors and scripts'),
  handler: async ({ files, json }) => {
    const { renderValidation, validateFiles } = await import('./validateFiles.ts');
    const results = await validateFiles(files);
    console.log(json ? JSON.stringify(results, null, 2) : renderValidation(results));
    const areAllGood = results.every(({ errors }) => errors.length === 0);
    process.exitCode = areAllGood ? EXIT.holds : EXIT.misuse;
  },
};
