import { describe, expect, it } from 'vitest';
import { dropsUserCouponKey } from '../../../src/issuer/planted/dropsUserCouponKey.ts';
import type { PlantedBugName } from '../../../src/issuer/planted/plantedBugName.ts';
import { newCouponHandler } from '../../../src/issuer/planted/newCouponHandler.ts';
import type { CouponStore } from '../../../src/issuer/ports.ts';
import { StoreWorld, TEST_SETTINGS, newFault, record } from '../../adapters/sim/storeWorld.ts';
import { records } from '../scriptedConsumer.ts';
import { WorkerBench } from '../workerBench.ts';

const REQUEST = { requestId: 'REQ-1', couponId: 'C', userId: '7' };

/** Coupons issued, and what is left of a stock of 10. */
type Issued = readonly [issued: number, stock: number];

async function issuedBy(
  bug: PlantedBugName | null,
  play: (
    world: StoreWorld,
    newHandler: (store: CouponStore) => ReturnType<typeof newCouponHandler>,
  ) => void,
): Promise<Issued> {
  const world = new StoreWorld({ ...TEST_SETTINGS, hasUserCouponKey: !dropsUserCouponKey(bug) });
  world.server.addCoupon('C', 10);
  play(world, (store) => newCouponHandler(bug, store));
  await world.run();
  return [world.server.userCouponCount, world.server.stockOf('C')!];
}

/** One handler gets the record twice, one after the other. */
function redelivered(bug: PlantedBugName | null): Promise<Issued> {
  return issuedBy(bug, (world, newHandler) => {
    world.at(0, 'c1', async (store) => {
      const handler = newHandler(store);
      await handler.handle(REQUEST, record(0));
      await handler.handle(REQUEST, record(0));
    });
  });
}

/** The second delivery goes to another process, long after the first. */
function takenOver(bug: PlantedBugName | null): Promise<Issued> {
  return issuedBy(bug, (world, newHandler) => {
    for (const [index, name] of ['c1', 'c2'].entries()) {
      world.at(index * 100_000, name, async (store) => {
        await newHandler(store).handle(REQUEST, record(0));
      });
    }
  });
}

/** A zombie and the new owner work on the same record at the same time. */
function sharedWithZombie(bug: PlantedBugName | null): Promise<Issued> {
  return issuedBy(bug, (world, newHandler) => {
    for (const name of ['c1', 'c2']) {
      world.at(0, name, async (store) => {
        await newHandler(store).handle(REQUEST, record(0));
      });
    }
  });
}

/** Two consumers handle requests of two users for one coupon at the same time. */
function scattered(bug: PlantedBugName | null): Promise<Issued> {
  return issuedBy(bug, (world, newHandler) => {
    for (const [index, name] of ['c1', 'c2'].entries()) {
      world.at(0, name, async (store) => {
        const request = { requestId: `REQ-${index}`, couponId: 'C', userId: String(index) };
        await newHandler(store).handle(request, record(index));
      });
    }
  });
}

/** The answer of the first COMMIT is lost, and the worker tries again. */
function triedAgain(bug: PlantedBugName | null): Promise<Issued> {
  return issuedBy(bug, (world, newHandler) => {
    world.server.inject(newFault({ effect: 'lost-commit', count: 1 }));
    world.at(0, 'c1', async (store) => {
      const handler = newHandler(store);
      await handler.handle(REQUEST, record(0)).catch(() => undefined);
      await handler.handle(REQUEST, record(0));
    });
  });
}

const ONCE: Issued = [1, 9];
const TWICE: Issued = [2, 8];

describe('the correct coupon handler', () => {
  it.each([
    ['redelivered', redelivered, ONCE],
    ['taken over', takenOver, ONCE],
    ['shared with a zombie', sharedWithZombie, ONCE],
    ['tried again', triedAgain, ONCE],
    ['scattered', scattered, TWICE],
  ])('is right when a record is %s', async (_name, play, expected) => {
    expect(await play(null)).toEqual(expected);
  });
});

describe('planted bugs of the handler', () => {
  it('no-dedupe issues twice on every redelivery', async () => {
    expect(await redelivered('no-dedupe')).toEqual(TWICE);
    expect(await takenOver('no-dedupe')).toEqual(TWICE);
    expect(await sharedWithZombie('no-dedupe')).toEqual(TWICE);
    expect(await triedAgain('no-dedupe')).toEqual(TWICE);
  });

  it('dedupe-outside-transaction issues twice beside a zombie only', async () => {
    expect(await sharedWithZombie('dedupe-outside-transaction')).toEqual(TWICE);
    expect(await redelivered('dedupe-outside-transaction')).toEqual(ONCE);
    expect(await takenOver('dedupe-outside-transaction')).toEqual(ONCE);
    expect(await triedAgain('dedupe-outside-transaction')).toEqual(ONCE);
  });

  it('in-memory-dedupe issues twice where memory ends, and is right otherwise', async () => {
    expect(await takenOver('in-memory-dedupe')).toEqual(TWICE);
    expect(await sharedWithZombie('in-memory-dedupe')).toEqual(TWICE);
    expect(await triedAgain('in-memory-dedupe')).toEqual(TWICE);
    expect(await redelivered('in-memory-dedupe')).toEqual(ONCE);
  });

  it('check-then-act-stock loses a deduction between two consumers only', async () => {
    expect(await scattered('check-then-act-stock')).toEqual([2, 9]);
    expect(await redelivered('check-then-act-stock')).toEqual(ONCE);
    expect(await takenOver('check-then-act-stock')).toEqual(ONCE);
    expect(await sharedWithZombie('check-then-act-stock')).toEqual(ONCE);
  });
});

describe('planted bugs of the committer', () => {
  const polls = [{ assigned: [0], records: records(0, 3, 4, 5) }];

  it('commit-before-effect commits a record before it is handled', async () => {
    const bench = new WorkerBench({ polls, bug: 'commit-before-effect', commit: 'batch-sync' });
    expect((await bench.run()).slice(0, 4)).toEqual([
      'commit 0:4',
      'handle p0@3',
      'commit 0:5',
      'handle p0@4',
    ]);
  });

  it('commit-wrong-offset commits the whole batch after its first record', async () => {
    const bench = new WorkerBench({ polls, bug: 'commit-wrong-offset', commit: 'batch-sync' });
    expect((await bench.run()).slice(0, 3)).toEqual(['handle p0@3', 'commit 0:6', 'handle p0@4']);
  });

  it('commit-wrong-offset loses records when the worker stops within a batch', async () => {
    const committed = async (bug: PlantedBugName | null): Promise<readonly string[]> => {
      const onHandle = (): void => bench.worker.stop();
      const bench = new WorkerBench({ polls, bug, commit: 'record-sync', onHandle });
      await bench.run();
      return bench.lines('commit');
    };
    expect(await committed(null)).toEqual(['commit 0:4']);
    expect(await committed('commit-wrong-offset')).toEqual(['commit 0:6']);
  });
});
