import { describe, expect, it } from 'vitest';
import type { CouponTransaction } from '../../../src/issuer/ports.ts';
import { StoreWorld, origin, storeCodeOf } from './storeWorld.ts';

/** A process deducts from one coupon, and at `thenUs` from the other. */
function takeBoth(world: StoreWorld, name: string, coupons: string, thenUs: number): void {
  world.at(0, name, async (store) => {
    const end = store.transaction(origin(0), async (transaction) => {
      await transaction.deductStock(coupons[0]!);
      await readUntil(world, transaction, thenUs);
      await transaction.deductStock(coupons[1]!);
    });
    world.note(`${name} ${await storeCodeOf(end)}`);
  });
}

/** Statements of 100 us each that wait for nobody. */
async function readUntil(
  world: StoreWorld,
  transaction: CouponTransaction,
  timeUs: number,
): Promise<void> {
  while (world.kernel.nowUs < timeUs) await transaction.readStock('C');
}

function newWorld(): StoreWorld {
  const world = new StoreWorld();
  for (const couponId of ['A', 'B', 'C']) world.server.addCoupon(couponId, 9);
  return world;
}

describe('SimCouponStore: rings of waits', () => {
  it('fails the one that waits first, a second after it began', async () => {
    const world = newWorld();
    takeBoth(world, 'c1', 'AB', 1000);
    takeBoth(world, 'c2', 'BA', 500_000);
    await world.run();
    // c1 waits from 1100 on; then c2 has its lock and commits.
    expect(world.log).toEqual(['1001100 c1 serialization', '1002100 c2 none']);
    expect(world.server.deadlockCount).toBe(1);
  });

  it('fails the one that closes a ring, if the others have looked for one before', async () => {
    const world = newWorld();
    takeBoth(world, 'c1', 'AB', 1000);
    takeBoth(world, 'c2', 'BA', 1_500_000);
    await world.run();
    expect(world.log).toEqual(['2500100 c2 serialization', '2501100 c1 none']);
  });

  it('finds rings of more than two', async () => {
    const world = newWorld();
    takeBoth(world, 'c1', 'AB', 3000);
    takeBoth(world, 'c2', 'BC', 2000);
    takeBoth(world, 'c3', 'CA', 4000);
    await world.run();
    expect(world.log).toEqual(['1002100 c2 serialization', '1003100 c1 none', '1004100 c3 none']);
    expect(world.server.deadlockCount).toBe(1);
  });

  it('breaks a ring with a dead client in it, too', async () => {
    const world = newWorld();
    takeBoth(world, 'c1', 'AB', 1000);
    takeBoth(world, 'c2', 'BA', 2000);
    world.when(10_000, () => world.process('c1').crash());
    await world.run();
    expect(world.log).toEqual(['1002100 c2 none']);
    expect(world.server.openTransactionCount).toBe(0);
    expect(world.server.stockOf('A')).toBe(8);
  });
});
