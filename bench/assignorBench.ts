import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ChildGuard } from '../src/adapters/kafka/broker/childGuard.ts';
import { defaultCacheFolder } from '../src/adapters/kafka/broker/labFolders.ts';
import { prepareKafka } from '../src/adapters/kafka/broker/prepareKafka.ts';
import { assignorCases, MEMBERS, PARTITIONS, TOPIC } from './assignorCases.ts';
import type { BenchGroup } from './benchRow.ts';
import { measureInTurn, median } from './measure.ts';

/** Seen from the folder in which benchmarks are started. Java compiles and runs it at once. */
const PROGRAM = 'bench/kafka/AssignorBench.java';
const ROUNDS = 101;
const WARM_UP_ROUNDS = 3;

/**
 * Our assignors against Kafka's own classes, on the same groups, both warm: the ratio is our time
 * in Kafka's. Needs Java and Maven, as `broker start` does.
 */
export async function assignorBench(): Promise<BenchGroup> {
  const kafkas = await kafkasMilliseconds();
  const cases = assignorCases();
  const bodies = cases.map(({ run }) => run);
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await measureInTurn(bodies, ROUNDS);
  const costs = await measureInTurn(bodies, ROUNDS);
  return {
    name: 'assignors',
    ratio: "our time in that of Kafka's own class",
    rows: cases.map(({ name }, index) => {
      const value = median(costs[index]!.wallSeconds) * 1000;
      const kafka = kafkas.get(name);
      if (kafka === undefined) throw new Error(`${PROGRAM} has not measured: ${name}`);
      const text = `${value.toFixed(2)} ms, Kafka ${kafka.toFixed(2)} ms`;
      return { name, text, value, unit: 'ms', ratio: value / kafka };
    }),
  };
}

async function kafkasMilliseconds(): Promise<ReadonlyMap<string, number>> {
  const guard = new ChildGuard();
  try {
    const { javaProgram, libFolder } = await prepareKafka({
      cacheFolder: defaultCacheFolder(process.env, process.platform),
      environment: process.env,
      guard,
      signal: undefined,
      onProgress: (step) => console.error(`${step} ...`),
    });
    const args = [String(MEMBERS), String(PARTITIONS), TOPIC, String(ROUNDS)];
    const { status, stdout, stderr } = spawnSync(
      javaProgram,
      ['-cp', join(libFolder, '*'), PROGRAM, ...args],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`${PROGRAM} failed: ${stderr}`);
    const lines = stdout.trim().split('\n');
    return new Map(lines.map((line) => line.split('\t')).map(([name, ms]) => [name!, Number(ms)]));
  } finally {
    await guard.release();
  }
}
