import { expect, it } from 'vitest';
import type { ClientHarness } from './clientHarness.ts';
import { behind, numbered, places, pollRecords, pollUntil, pollUntilOwner } from './clientSteps.ts';

/** Members that die, and members that come back from the dead. */
export function describeClientFailures(harness: ClientHarness): void {
  it('hands over, from the last commit on, when it dies', async () => {
    await harness.run(1, async (world) => {
      await world.publish(numbered(10));
      const first = await world.newMember('c1');
      const records = await pollRecords(first, 10);
      expect(await first.commitSync(behind(records.slice(0, 7)))).toBe('ok');
      await first.crash();
      const again = await pollRecords(await world.newMember('c2'), 3);
      expect(places(again)).toEqual(['0@7', '0@8', '0@9']);
    });
  });

  it('refuses the commit of a zombie, for good, and loses no record by it', async () => {
    await harness.run(1, async (world) => {
      await world.publish(numbered(10));
      const zombie = await world.newMember('c1', { 'max.poll.records': '4' });
      const inHand = await pollRecords(zombie, 4);
      zombie.pause();
      const owner = await world.newMember('c2', { 'max.poll.records': '6' });
      const taken = await pollRecords(owner, 6);
      expect(places(taken)[0]).toBe('0@0');
      expect(await owner.commitSync(behind(taken))).toBe('ok');
      zombie.resume();
      expect(await zombie.commitSync(behind(inHand))).toBe('CommitFailedException');
      expect(zombie.told.at(-1)).toBe('refused 0: 4 CommitFailedException');
      await pollUntil([zombie, owner], 'it knows', () => zombie.told.includes('listener lost 0'));
      await owner.close();
      const rest = await pollRecords(zombie, 4);
      expect(places(rest)).toEqual(['0@6', '0@7', '0@8', '0@9']);
    });
  });

  it('keeps the rest of a batch whose commit was refused, when it was alone', async () => {
    await harness.run(2, async (world) => {
      const count = 12;
      await world.publish(numbered(count));
      const member = await world.newMember('c1', { 'max.poll.records': '3' });
      const first = await pollRecords(member, 3);
      member.pause();
      const other = await world.newMember('c2');
      await pollUntilOwner(other, 2);
      await other.crash();
      member.resume();
      expect(await member.commitSync(behind(first))).toBe('CommitFailedException');
      const [again] = await pollUntil([member], 'all come again', ([got]) => {
        const isBack = member.told.includes('listener lost 0,1');
        return isBack && new Set(places(got!)).size === count;
      });
      for (const partition of [0, 1]) {
        const ofIt = again!.filter((one) => one.partition === partition);
        const offsets = ofIt.map(({ offset }) => offset);
        expect(offsets).toContain(0);
        // What it had fetched before may still be handed out before it knows. Then it starts anew.
        const anew = offsets.slice(offsets.lastIndexOf(0));
        expect(anew).toEqual(anew.map((_, index) => index));
      }
    });
  });
}
