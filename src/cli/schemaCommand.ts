import type { CommandModule } from 'yargs';

/** `partition-lab schema`: the JSON Schema of scenario files. */
export const schemaCommand: CommandModule<object, object> = {
  command: 'schema',
  describe: 'Print the JSON Schema of scenario files, for editors',
  builder: (yargs) =>
    yargs.example(
      '$0 schema > schema.json',
      'then begin a file with its yaml-language-server line',
    ),
  handler: async () => {
    const { scenarioJsonSchemaText } = await import('../scenario/scenarioJsonSchema.ts');
    process.stdout.write(scenarioJsonSchemaText());
  },
};
