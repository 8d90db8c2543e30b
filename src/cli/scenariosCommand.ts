import type { CommandModule } from 'yargs';

interface ScenariosOptions {
  readonly folder: string | undefined;
  readonly json: boolean;
}

/** `partition-lab scenarios`: lists the lessons. */
export const scenariosCommand: CommandModule<object, ScenariosOptions> = {
  command: 'scenarios [folder]',
  describe: 'List the scenarios: name, title, and what each is about',
  builder: (yargs) =>
    yargs
      .positional('folder', {
        type: 'string',
        describe: 'Where they are; the shipped ones by default',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 scenarios', 'the shipped ones')
      .example('$0 scenarios my-lessons', 'those of a folder'),
  handler: async ({ folder, json }) => {
    const { listScenarios, renderScenarios, shippedScenariosFolder } =
      await import('./listScenarios.ts');
    const listed = await listScenarios(folder ?? (await shippedScenariosFolder()));
    console.log(json ? JSON.stringify(listed, null, 2) : renderScenarios(listed));
  },
};
