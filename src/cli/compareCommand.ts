import type { CommandModule } from 'yargs';
import type { CompareArguments } from './compare/compareRequest.ts';

/** `partition-lab compare`: runs one scenario under several group protocols, side by side. */
export const compareCommand: CommandModule<object, CompareArguments> = {
  command: 'compare <file>',
  describe: 'Run a scenario under several group protocols, side by side',
  builder: (yargs) =>
    yargs
      .usage('$0 compare <file> [options]')
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'A YAML file, or the name of a shipped scenario',
      })
      .option('protocols', {
        type: 'string',
        requiresArg: true,
        describe: 'Which of eager, cooperative, static, consumer; all by default',
      })
      .option('seed', {
        type: 'string',
        requiresArg: true,
        describe: "Seed of all runs; the file's own by default",
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder of the page; reports/compare-<scenario>-seed-<seed> by default',
      })
      .option('no-report', { type: 'boolean', describe: 'Write no page' })
      .option('no-charts', { type: 'boolean', describe: 'Write the page without charts' })
      .option('json', {
        type: 'boolean',
        describe: 'Print one JSON document and nothing else; no page but with --out',
      })
      .epilogue(
        [
          'eager         everybody gives everything back at each rebalance',
          'cooperative   only what moves is given back (cooperative-sticky)',
          'static        eager, with a group.instance.id for each consumer',
          'consumer      KIP-848: group.protocol=consumer',
          '',
          'Examples:',
          '  partition-lab compare rebalance',
          '      a shipped scenario under all four',
          '  partition-lab compare mine.yaml --protocols eager,consumer --seed 7',
          '      a file of your own under two of them, with another seed',
          '  partition-lab compare rebalance --json | jq .arms[].withoutOwnerUs',
          '      for scripts: see docs/json.md',
          '',
          'Exit codes: 0 all arms hold, 1 violated, 2 could not tell, 3 misuse,',
          '130 interrupted.',
        ].join('\n'),
      ),
  handler: async (options) => {
    const [{ parseCompareRequest }, { compareProtocols }] = await Promise.all([
      import('./compare/compareRequest.ts'),
      import('./compare/compareProtocols.ts'),
    ]);
    process.exitCode = await compareProtocols(parseCompareRequest(options));
  },
};
