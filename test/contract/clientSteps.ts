import type { IncomingRecord, OffsetToCommit } from '../../src/issuer/ports.ts';
import type { ClientWorld, TestMember, TestRecord } from './clientHarness.ts';

/** Polls of 100 ms: enough for a session to end, and for a rebalance after it. */
const MOST_POLLS = 300;

/** Polls these members in turn until something holds. Returns what each of them got. */
export async function pollUntil(
  members: readonly TestMember[],
  what: string,
  holds: (got: readonly (readonly IncomingRecord[])[]) => boolean,
): Promise<readonly (readonly IncomingRecord[])[]> {
  const got = members.map((): IncomingRecord[] => []);
  for (let round = 0; round < MOST_POLLS; round += 1) {
    const polls = await Promise.all(members.map((member) => member.poll()));
    polls.forEach((records, index) => got[index]!.push(...records));
    if (holds(got)) return got;
  }
  const told = members.map((member) => member.told.slice(-12).join(' | ')).join('\n');
  throw new Error(`it never came to this: ${what}\n${told}`);
}

/** Polls one member until it has so many records. */
export async function pollRecords(
  member: TestMember,
  count: number,
): Promise<readonly IncomingRecord[]> {
  const [records] = await pollUntil([member], `${count} records`, ([got]) => got!.length >= count);
  return records!;
}

/** Polls until the member owns all of these partitions and no other. */
export async function pollUntilOwner(
  member: TestMember,
  partitions: number,
): Promise<readonly IncomingRecord[]> {
  const [records] = await pollUntil(
    [member],
    `it owns ${partitions} partitions`,
    () => member.owned.size === partitions,
  );
  return records!;
}

/** So many records with the values 0, 1, 2, ... and keys that go to every partition. */
export function numbered(count: number): readonly TestRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `key-${index % 16}`,
    value: String(index),
  }));
}

/** The commit of all that is before the end of these records, partition by partition. */
export function behind(records: readonly IncomingRecord[]): readonly OffsetToCommit[] {
  const offsets = new Map<number, OffsetToCommit>();
  for (const { topic, partition, offset } of records)
    offsets.set(partition, { topic, partition, offset: offset + 1 });
  return [...offsets.values()];
}

/** One commit. */
export function to(world: ClientWorld, partition: number, offset: number): OffsetToCommit[] {
  return [{ topic: world.topic, partition, offset }];
}

/** `partition@offset` of each record, in order. */
export function places(records: readonly IncomingRecord[]): readonly string[] {
  return records.map(({ partition, offset }) => `${partition}@${offset}`);
}
