import { describe, expect, it } from 'vitest';
import { StoreWorld, newFault, origin, storeCodeOf } from './storeWorld.ts';

describe('SimCouponStore: faults', () => {
  it('fails n statements of one process and rolls their transactions back', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 5);
    world.server.inject(newFault({ process: 'c1', count: 2 }));
    for (const name of ['c1', 'c2']) {
      world.at(0, name, async (store) => {
        for (let attempt = 1; attempt <= 3; attempt++) {
          const end = storeCodeOf(
            store.transaction(origin(0), (transaction) => transaction.deductStock('C')),
          );
          world.note(`${name} ${await end}`);
        }
      });
    }
    await world.run();
    expect(world.log.filter((line) => line.includes('c1'))).toEqual([
      '100 c1 unavailable',
      '200 c1 unavailable',
      expect.stringMatching(/ c1 none$/),
    ]);
    expect(world.server.stockOf('C')).toBe(1);
  });

  it('is unavailable for a time', async () => {
    const world = new StoreWorld();
    world.when(1000, () => world.server.inject(newFault({ forUs: 500 })));
    for (const startUs of [850, 950, 1350, 1450]) {
      world.at(startUs, 'c1', async (store) => {
        world.note(await storeCodeOf(store.readResult('REQ-1')));
      });
    }
    await world.run();
    expect(world.log).toEqual(['950 none', '1050 unavailable', '1450 unavailable', '1550 none']);
  });

  it('rolls a COMMIT back that meets an unavailable server; its caller cannot know', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 5);
    world.at(0, 'c1', async (store) => {
      const end = store.transaction(origin(0), (transaction) => transaction.deductStock('C'));
      world.note(await storeCodeOf(end));
    });
    world.when(500, () => world.server.inject(newFault({ forUs: 10_000 })));
    await world.run();
    expect(world.log).toEqual(['1100 outcome-unknown']);
    expect(world.server.stockOf('C')).toBe(5);
    expect(world.effects).toEqual([]);
  });

  it('loses the answer of n commits, not of other statements', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 5);
    world.server.inject(newFault({ effect: 'lost-commit', count: 1 }));
    world.at(0, 'c1', async (store) => {
      for (let attempt = 1; attempt <= 2; attempt++) {
        const end = store.transaction(origin(0), (transaction) => transaction.deductStock('C'));
        world.note(await storeCodeOf(end));
      }
    });
    await world.run();
    expect(world.log).toEqual(['1100 outcome-unknown', '2200 none']);
    expect(world.server.stockOf('C')).toBe(3);
  });

  it('draws what a lost commit decided, if told so', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 200);
    world.server.inject(newFault({ effect: 'lost-commit', decision: 'either' }));
    world.at(0, 'c1', async (store) => {
      for (let attempt = 1; attempt <= 100; attempt++) {
        const end = store.transaction(origin(0), (transaction) => transaction.deductStock('C'));
        expect(await storeCodeOf(end)).toBe('outcome-unknown');
      }
    });
    await world.run();
    const committed = 200 - world.server.stockOf('C')!;
    expect(committed).toBe(world.effects.length);
    expect(committed).toBeGreaterThan(25);
    expect(committed).toBeLessThan(75);
  });

  it('slows statements down', async () => {
    const world = new StoreWorld();
    world.server.inject(
      newFault({ effect: 'slow', count: 1, extra: { minUs: 5000, maxUs: 5000 } }),
    );
    world.at(0, 'c1', async (store) => {
      await store.readResult('REQ-1');
      world.note('slow');
      await store.readResult('REQ-1');
      world.note('as ever');
    });
    await world.run();
    expect(world.log).toEqual(['5100 slow', '5200 as ever']);
  });
});
