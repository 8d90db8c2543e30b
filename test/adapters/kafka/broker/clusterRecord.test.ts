import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  clusterRecordPath,
  newClusterRecord,
  readClusterRecord,
  runningNodes,
  writeClusterRecord,
  type ClusterRecord,
} from '../../../../src/adapters/kafka/broker/clusterRecord.ts';
import { planNodes } from '../../../../src/adapters/kafka/broker/nodePlan.ts';
import {
  identityOf,
  type ProcessIdentity,
} from '../../../../src/adapters/kafka/broker/processIdentity.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

function recordWith(processes: readonly (ProcessIdentity | null)[]): ClusterRecord {
  const plans = planNodes(3, 29_092);
  return newClusterRecord({
    kafkaVersion: '4.3.1',
    clusterId: 'abc',
    host: '127.0.0.1',
    brokers: 3,
    startedAtMs: 5,
    owner: null,
    nodes: plans.map((plan, index) => ({ ...plan, process: processes[index] ?? null })),
  });
}

describe('the record of a cluster', () => {
  it('is read back as it was written, and leaves no other file', () => {
    const folder = temporaryFolder();
    const record = recordWith([identityOf(process.pid)]);
    writeClusterRecord(folder, record);
    expect(readClusterRecord(folder)).toEqual(record);
    expect(readdirSync(folder)).toEqual(['cluster.json']);
  });

  it('is null where no cluster was ever started', () => {
    expect(readClusterRecord(temporaryFolder())).toBeNull();
    expect(readClusterRecord(join(temporaryFolder(), 'not', 'there'))).toBeNull();
  });

  it('counts only nodes whose very process runs', () => {
    const me = identityOf(process.pid)!;
    const stale = { pid: me.pid, startedAt: 'another time' };
    expect(runningNodes(recordWith([stale, me, null])).map(({ id }) => id)).toEqual([2]);
  });

  it.each([
    ['no JSON', '{"format": "partition-lab clu'],
    ['another format', JSON.stringify({ ...recordWith([]), format: 'partition-lab cluster 99' })],
    ['a process without a start', JSON.stringify(recordWith([{ pid: 1 } as ProcessIdentity]))],
    ['no nodes', JSON.stringify({ ...recordWith([]), nodes: undefined })],
  ])('is refused if it is %s: nothing is killed by guess', (_, text) => {
    const folder = temporaryFolder();
    writeFileSync(clusterRecordPath(folder), text);
    expect(() => readClusterRecord(folder)).toThrow(/cluster\.json: not a record/);
  });

  it('says so if it cannot be read', () => {
    const folder = temporaryFolder();
    mkdirSync(clusterRecordPath(folder));
    expect(() => readClusterRecord(folder)).toThrow(/cannot be read/);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => readClusterRecord(file)).toThrow(/not a folder/);
  });
});
