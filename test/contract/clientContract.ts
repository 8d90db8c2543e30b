import { describe, expect, it } from 'vitest';
import { partitionForKey } from '../../src/model/murmur2.ts';
import type { ClientHarness } from './clientHarness.ts';
import { describeClientFailures } from './clientFailures.ts';
import {
  behind,
  numbered,
  places,
  pollRecords,
  pollUntil,
  pollUntilOwner,
  to,
} from './clientSteps.ts';

const KEYS = [
  '',
  'a',
  'coupon-1',
  'user:7',
  '쿠폰',
  '쿠폰-12',
  '선착순 이벤트',
  '🎫',
  '🎫🎫',
  'é',
  '\u2028',
];

/** What every client must do: on the simulator and on a real Kafka alike. */
export function describeClient(harness: ClientHarness): void {
  describe(`Kafka client contract on ${harness.name}`, () => {
    describe('publishing', () => publishing(harness));
    describe('polling', () => polling(harness));
    describe('committing', () => committing(harness));
    if (!harness.isCooperative) describe('assigning', () => assigning(harness));
    describe('handing over', () => handingOver(harness));
    describe('failures', () => describeClientFailures(harness));
  });
}

/**
 * Of the contract, what another kind of group can change; with a client that has passed it all with
 * one kind.
 */
export function describeClientGroup(harness: ClientHarness): void {
  describe(`Kafka client contract, groups, on ${harness.name}`, () => {
    describe('handing over', () => handingOver(harness));
    describe('failures', () => describeClientFailures(harness));
  });
}

function publishing(harness: ClientHarness): void {
  it('puts a key where Kafka puts it, and says where each record is', async () => {
    await harness.run(12, async (world) => {
      const keys = [...KEYS, ...Array.from({ length: 29 }, (_, index) => `사용자-${index}`)];
      const positions = await world.publish(keys.map((key) => ({ key, value: key })));
      expect(positions.map(({ partition }) => partition)).toEqual(
        keys.map((key) => partitionForKey(key, 12)),
      );
      const next = new Map<number, number>();
      for (const { partition, offset } of positions) {
        expect(offset).toBe(next.get(partition) ?? 0);
        next.set(partition, offset + 1);
      }
      const member = await world.newMember('c1');
      const records = await pollRecords(member, keys.length);
      const keyAt = new Map(
        positions.map(({ partition, offset }, index) => [`${partition}@${offset}`, keys[index]]),
      );
      for (const { partition, offset, key, value } of records) {
        expect(key).toBe(keyAt.get(`${partition}@${offset}`));
        expect(value).toBe(key);
      }
    });
  });

  it('keeps the order of sends that do not wait for each other', async () => {
    await harness.run(1, async (world) => {
      const sent = numbered(60);
      const first = await world.publish(sent.slice(0, 40));
      const second = await world.publish(sent.slice(40));
      expect([...first, ...second].map(({ offset }) => offset)).toEqual(sent.map((_, at) => at));
      const records = await pollRecords(await world.newMember('c1'), 60);
      expect(records.map(({ value }) => value)).toEqual(sent.map(({ value }) => value));
    });
  });
}

function polling(harness: ClientHarness): void {
  it('returns at most max.poll.records, each record once and in order', async () => {
    await harness.run(2, async (world) => {
      const positions = await world.publish(numbered(23));
      const member = await world.newMember('c1', { 'max.poll.records': '4' });
      const batches: number[] = [];
      const [records] = await pollUntil([member], '23 records', ([got]) => {
        batches.push(got!.length - batches.reduce((sum, size) => sum + size, 0));
        return got!.length >= 23;
      });
      expect(Math.max(...batches)).toBe(4);
      expect([...places(records!)].sort()).toEqual(
        positions.map(({ partition, offset }) => `${partition}@${offset}`).sort(),
      );
      for (const partition of [0, 1]) {
        const offsets = records!.filter((record) => record.partition === partition);
        expect(offsets.map(({ offset }) => offset)).toEqual(offsets.map((_, at) => at));
      }
    });
  });

  it('tells of the assignment, in its generation, before it returns records', async () => {
    await harness.run(2, async (world) => {
      await world.publish(numbered(8));
      const member = await world.newMember('c1');
      await pollRecords(member, 8);
      const ranges = member.told.filter((line) => line.startsWith('polled'));
      const before = member.told.slice(0, member.told.indexOf(ranges[0]!));
      const assigned = before.findIndex((line) => /^assigned 0,1 in -?\d+$/.test(line));
      expect(before.slice(assigned + 1)).toContain('listener assigned 0,1');
      const generation = Number(/in (-?\d+)$/.exec(before[assigned]!)![1]);
      if (harness.tellsGenerations) expect(generation).toBeGreaterThan(0);
      else expect(generation).toBe(-1);
    });
  });
}

function committing(harness: ClientHarness): void {
  it('hands the committed offset to its successor', async () => {
    await harness.run(1, async (world) => {
      await world.publish(numbered(10));
      const member = await world.newMember('c1');
      await pollRecords(member, 10);
      expect(await member.commitSync(to(world, 0, 6))).toBe('ok');
      await member.close();
      const told = member.told.filter((line) => line.startsWith('committ'));
      expect(told).toEqual(['committing 0: 6', 'committed 0: 6']);
      const successor = await world.newMember('c2');
      const records = await pollRecords(successor, 4);
      expect(places(records)).toEqual(['0@6', '0@7', '0@8', '0@9']);
    });
  });

  it('tells what became of an asynchronous commit at a later poll, in order', async () => {
    await harness.run(1, async (world) => {
      await world.publish(numbered(10));
      const member = await world.newMember('c1');
      await pollRecords(member, 10);
      await member.commitAsync(to(world, 0, 3));
      expect(member.told).not.toContain('async ok');
      await pollUntil([member], 'the outcome', () => member.told.includes('async ok'));
      await member.commitAsync(to(world, 0, 7));
      expect(await member.commitSync(to(world, 0, 5))).toBe('ok');
      await member.close();
      const records = await pollRecords(await world.newMember('c2'), 5);
      expect(records[0]!.offset).toBe(5);
    });
  });

  it('commits by itself, if that is wanted, when it closes', async () => {
    await harness.run(1, async (world) => {
      await world.publish(numbered(10));
      const auto = { 'enable.auto.commit': 'true', 'max.poll.records': '4' };
      const member = await world.newMember('c1', auto);
      await pollRecords(member, 4);
      await member.close();
      expect(member.told).toContain('committed 0: 4 auto');
      const records = await pollRecords(await world.newMember('c2'), 6);
      expect(records[0]!.offset).toBe(4);
    });
  });
}

function assigning(harness: ClientHarness): void {
  const divisions = [
    { name: 'range', first: [0, 1, 2], second: [3, 4] },
    { name: 'roundrobin', first: [0, 2, 4], second: [1, 3] },
  ];
  it.each(divisions)(
    "divides the partitions as Kafka's assignor $name does",
    async ({ name, first, second }) => {
      await harness.run(5, async (world) => {
        const config = { 'partition.assignment.strategy': name };
        const members = [await world.newMember('c1', config), await world.newMember('c2', config)];
        await pollUntil(members, 'both have some', () =>
          members.every(({ owned }) => owned.size > 0 && owned.size < 5),
        );
        const owned = members.map((member) => [...member.owned].sort());
        expect(owned).toEqual([first, second]);
      });
    },
  );
}

function handingOver(harness: ClientHarness): void {
  it('lets the listener commit what is revoked, and the next owner starts there', async () => {
    await harness.run(2, async (world) => {
      await world.publish(numbered(32));
      const first = await world.newMember('c1');
      const records = await pollRecords(first, 32);
      await first.commitWhenRevoked(behind(records));
      const second = await world.newMember('c2');
      const late = await world.publish(numbered(32));
      const [, got] = await pollUntil(
        [first, second],
        'each has one, and the second has read it',
        (polled) =>
          first.owned.size === 1 &&
          second.owned.size === 1 &&
          polled[1]!.length >= late.filter(({ partition }) => second.owned.has(partition)).length,
      );
      expect(first.told).toContain('in revoked ok');
      const [moved] = second.owned;
      const start = records.filter(({ partition }) => partition === moved).length;
      expect(got![0]).toMatchObject({ partition: moved, offset: start });
      const taken = harness.isCooperative ? `listener revoked ${moved}` : 'listener revoked 0,1';
      expect(first.told).toContain(taken);
      expect(first.told.some((line) => line.startsWith('listener lost'))).toBe(false);
    });
  });

  it('hands everything over when it leaves', async () => {
    await harness.run(2, async (world) => {
      const first = await world.newMember('c1');
      const second = await world.newMember('c2');
      await pollUntil(
        [first, second],
        'each has one',
        () => first.owned.size === 1 && second.owned.size === 1,
      );
      await first.close();
      expect(first.owned.size).toBe(0);
      await pollUntilOwner(second, 2);
    });
  });
}
