import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Classes of Kafka whose answers are written down in a file, and what was not asked. */
export interface VectorFile {
  readonly file: string;
  readonly classes: string;
  readonly notCompared: string;
}

/** Files of `test/vectors`, each with the classes of Kafka 4.3.1 that made it. */
export const VECTOR_FILES: readonly VectorFile[] = [
  {
    file: 'partitioner',
    classes: '`Utils.murmur2`, `BuiltInPartitioner.partitionForKey`',
    notCompared: 'custom partitioners',
  },
  {
    file: 'sticky-partitioner',
    classes: '`BuiltInPartitioner` in `RecordAccumulator.append`',
    notCompared: '-',
  },
  {
    file: 'assignors-cases',
    classes: '`RangeAssignor`, `RoundRobinAssignor`, `StickyAssignor`, `CooperativeStickyAssignor`',
    notCompared: '-',
  },
  {
    file: 'assignors-classic',
    classes: 'the same, drawn groups',
    notCompared: 'claims of partitions that the leader does not know',
  },
  {
    file: 'assignors-sequences',
    classes: '`StickyAssignor`, `CooperativeStickyAssignor` over several rounds',
    notCompared: '-',
  },
  {
    file: 'assignors-server',
    classes: '`UniformAssignor`, `RangeAssignor` of the group coordinator (KIP-848)',
    notCompared: 'racks',
  },
  {
    file: 'coordinator-cases',
    classes: '`GroupCoordinatorShard`, `GroupMetadataManager`, `OffsetMetadataManager`',
    notCompared: 'offset expiry, transactional offsets',
  },
  {
    file: 'coordinator-classic',
    classes: 'the same, classic protocol, drawn scripts',
    notCompared: 'offset expiry, transactional offsets, writes that take time',
  },
  {
    file: 'coordinator-consumer',
    classes: 'the same, protocol of KIP-848, drawn scripts',
    notCompared: 'subscription by pattern, racks, migration between protocols',
  },
  {
    file: 'consumer-cases',
    classes: '`ClassicKafkaConsumer`, `AsyncKafkaConsumer`, one rule each',
    notCompared: '-',
  },
  {
    file: 'consumer-classic',
    classes: '`ClassicKafkaConsumer`, `ConsumerCoordinator`, `Fetcher`, heartbeat thread',
    notCompared: 'fetch sessions, transactions, racks',
  },
  {
    file: 'consumer-848',
    classes: '`AsyncKafkaConsumer`, its request managers, `ConsumerMembershipManager`',
    notCompared: 'subscription by pattern, transactions, racks',
  },
  {
    file: 'producer-cases',
    classes: '`RecordAccumulator`, `Sender`, `TransactionManager`, one rule each',
    notCompared: '-',
  },
  {
    file: 'producer-client',
    classes: '`RecordAccumulator`, `Sender.runOnce`, `TransactionManager` (idempotence)',
    notCompared: '`NetworkClient`, a full buffer pool, transactions, compression',
  },
  {
    file: 'producer-state',
    classes: '`UnifiedLog.appendAsLeader` with `ProducerStateManager`',
    notCompared: 'transactions',
  },
  {
    file: 'log-epochs',
    classes: '`LeaderEpochFileCache` of a `UnifiedLog`',
    notCompared: 'remote storage',
  },
  {
    file: 'elections',
    classes: '`PartitionChangeBuilder`, `PartitionRegistration` (controller)',
    notCompared: 'reassignments',
  },
  {
    file: 'partition-leader-cases',
    classes: '`kafka.cluster.Partition`, `Replica`, one rule each',
    notCompared: '-',
  },
  {
    file: 'partition-leader',
    classes: '`kafka.cluster.Partition`, `Replica`, `UnifiedLog`',
    notCompared: 'transactions',
  },
  {
    file: 'truncation',
    classes: '`AbstractFetcherThread` on a `UnifiedLog`',
    notCompared: 'remote storage',
  },
];

const ENDING = '.jsonl.gz';

/** A file of vectors with the number of its cases; 0: the model is not compared with it. */
export interface CountedVectors extends VectorFile {
  readonly cases: number;
}

/**
 * How many cases of each file the tests run: those in the folder are all run. A file in the folder
 * that is not listed above is named too.
 */
export async function countVectors(folder: string): Promise<readonly CountedVectors[]> {
  const names = await readdir(folder);
  const files = names.filter((name) => name.endsWith(ENDING)).map(withoutEnding);
  const unlisted = files.filter((file) => !VECTOR_FILES.some((one) => one.file === file));
  const all = [
    ...VECTOR_FILES,
    ...unlisted.sort().map((file) => ({ file, classes: '?', notCompared: '?' })),
  ];
  return await Promise.all(
    all.map(async (one) => {
      const cases = files.includes(one.file) ? await countLines(join(folder, one.file)) : 0;
      return { ...one, cases };
    }),
  );
}

function withoutEnding(name: string): string {
  return name.slice(0, -ENDING.length);
}

async function countLines(path: string): Promise<number> {
  const text = gunzipSync(await readFile(`${path}${ENDING}`)).toString('utf8');
  return text.split('\n').filter((line) => line !== '').length;
}
