import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DumpEntry } from '../../../../src/adapters/kafka/logs/dumpEntry.ts';
import { DumpParser, type DumpMode } from '../../../../src/adapters/kafka/logs/dumpParser.ts';

/**
 * What DumpLogSegments of Kafka 4.3.1 printed after real runs. One broker: records with every kind
 * of key and value, two transactions, a classic group of kafkajs that was deleted later, a group
 * under group.protocol=consumer, a topic made and removed. Three brokers: the leader of a partition
 * was killed and came back.
 */
export type DumpName =
  | 'one-broker-orders'
  | 'one-broker-groups'
  | 'one-broker-metadata'
  | 'three-brokers-orders'
  | 'three-brokers-metadata';

/** The bytes as they were printed. */
export function readDump(name: DumpName): Buffer {
  return gunzipSync(readFileSync(join(import.meta.dirname, 'dumps', `${name}.txt.gz`)));
}

/** All entries of a dump. */
export function parseDump(name: DumpName, mode: DumpMode): DumpEntry[] {
  const parser = new DumpParser(mode);
  return [...parser.push(readDump(name)), ...parser.end()];
}
