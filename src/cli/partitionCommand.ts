import type { CommandModule } from 'yargs';
import { EXIT } from './exitCode.ts';
import type { Key, KeyPlacement } from './placeKeys.ts';

interface PartitionArguments {
  readonly key: string | readonly string[] | undefined;
  readonly stdin: boolean;
  readonly hex: boolean;
  readonly partitions: string | undefined;
  readonly json: boolean;
}

const TABLE_WIDTH = 80;
/** Widths with one space of padding on each side: murmur2, positive, partition. */
const NUMBER_WIDTHS = [13, 12, 12] as const;
const BORDERS = NUMBER_WIDTHS.length + 2;

/** `partition-lab partition`: on which partition Kafka's producer puts a key. */
export const partitionCommand: CommandModule<unknown, PartitionArguments> = {
  command: 'partition',
  describe: "Show the partition that Kafka's producer gives a key",
  builder: (yargs) =>
    yargs
      .usage('$0 partition --partitions <n> (--key <key>... | --stdin) [--hex] [--json]')
      .option('key', {
        type: 'string',
        requiresArg: true,
        describe: 'A key; repeat it for several',
      })
      .option('stdin', { type: 'boolean', default: false, describe: 'Read keys, one a line' })
      .option('hex', { type: 'boolean', default: false, describe: 'Keys are bytes in hexadecimal' })
      .option('partitions', {
        type: 'string',
        requiresArg: true,
        describe: 'How many partitions the topic has',
      })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON' })
      .example('$0 partition --key user-1 --key user-2 --partitions 6', 'Two keys')
      .example('$0 partition --key 쿠폰-1 --partitions 6', 'Hashed as UTF-8')
      .example('$0 partition --key= --partitions 6', 'The empty key is a key')
      .example('$0 partition --hex --key 00ff --partitions 6', 'Any bytes')
      .example('cut -f1 users.tsv | $0 partition --stdin --partitions 6 --json', 'Many keys'),
  handler: async (args) => {
    const { KeyMisuse } = await import('./placeKeys.ts');
    try {
      console.log(await partitionReport(args, readStdin));
    } catch (error) {
      if (!(error instanceof KeyMisuse)) throw error;
      console.error(error.message);
      process.exitCode = EXIT.misuse;
    }
  },
};

/** What the command prints. Throws `KeyMisuse` if the arguments make no sense. */
export async function partitionReport(
  args: PartitionArguments,
  readInput: () => Promise<Uint8Array>,
): Promise<string> {
  const { KeyMisuse, hexKey, keysOfLines, parsePartitionCount, placeKeys, textKey } =
    await import('./placeKeys.ts');
  const partitionCount = parsePartitionCount(args.partitions);
  if (args.stdin === (args.key !== undefined)) {
    throw new KeyMisuse('Give keys either with --key or with --stdin.');
  }
  const given: Key[] = args.stdin
    ? keysOfLines(await readInput(), args.hex)
    : [args.key ?? []].flat().map(args.hex ? hexKey : textKey);
  const placements = placeKeys(given, partitionCount);
  return args.json ? JSON.stringify(placements, null, 2) : await renderTable(placements);
}

async function renderTable(placements: readonly KeyPlacement[]): Promise<string> {
  const [{ default: Table }, { toPositive }] = await Promise.all([
    import('cli-table3'),
    import('../model/murmur2.ts'),
  ]);
  const keyWidth = TABLE_WIDTH - BORDERS - NUMBER_WIDTHS.reduce((sum, width) => sum + width, 0);
  const table = new Table({
    head: ['key', 'murmur2', 'positive', 'partition'],
    colWidths: [keyWidth, ...NUMBER_WIDTHS],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { key, murmur2, partition } of placements) {
    table.push([showKey(key), murmur2, toPositive(murmur2), partition]);
  }
  return table.toString();
}

/** A key on one line: quoted if it could not be told from the table around it. */
function showKey(key: string): string {
  const plain = key !== '' && key.trim() === key && !/\p{Cc}/u.test(key);
  return plain ? key : JSON.stringify(key);
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
