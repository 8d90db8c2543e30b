import { describe, expect, it } from 'vitest';
import { StoreWorld, TEST_SETTINGS, newFault, origin, storeCodeOf } from './storeWorld.ts';

const RESULT = { requestId: 'REQ-1', couponId: 'C', userId: '7', outcome: 'ISSUED' } as const;

describe('SimCouponStore: time and connections', () => {
  it('takes the latency of each statement and of the commit', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 3);
    world.at(0, 'c1', async (store) => {
      await store.transaction(origin(0), async (transaction) => {
        await transaction.readStock('C');
        world.note('read');
        await transaction.deductStock('C');
        world.note('deducted');
      });
      world.note('committed');
      await store.readResult('REQ-1');
      world.note('looked up');
    });
    await world.run();
    expect(world.log).toEqual(['100 read', '200 deducted', '1200 committed', '1300 looked up']);
  });

  it('sends statements without latency through the kernel too', async () => {
    const none = { minUs: 0, maxUs: 0 };
    const world = new StoreWorld({ latency: { statement: none, commit: none }, poolSize: 1 });
    world.at(0, 'c1', (store) =>
      store.transaction(origin(0), async (transaction) => {
        await transaction.readStock('C');
      }),
    );
    await world.run();
    // The start of the task, the statement and the commit.
    expect(world.kernel.eventCount).toBe(3);
  });

  it('lets callers of one process wait for a connection in order, and others not', async () => {
    const world = new StoreWorld({ ...TEST_SETTINGS, poolSize: 1 });
    for (const name of ['a', 'b', 'c']) {
      world.at(0, 'c1', async (store) => {
        await store.transaction(origin(0), (transaction) => transaction.readStock('C'));
        world.note(`c1 ${name}`);
      });
    }
    world.at(0, 'c2', async (store) => {
      await store.readResult('REQ-1');
      world.note('c2');
    });
    await world.run();
    expect(world.log).toEqual(['100 c2', '1100 c1 a', '2200 c1 b', '3300 c1 c']);
  });

  it('serves statements that were sent at once on one connection in order', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 9);
    world.at(0, 'c1', (store) =>
      store.transaction(origin(0), async (transaction) => {
        const stocks = await Promise.all([
          transaction.deductStock('C'),
          transaction.deductStock('C'),
        ]);
        world.note(stocks.join(' '));
      }),
    );
    await world.run();
    expect(world.log).toEqual(['200 8 7']);
  });

  it('gives a connection back however the transaction ended', async () => {
    const world = new StoreWorld({ ...TEST_SETTINGS, poolSize: 1 });
    world.at(0, 'c1', async (store) => {
      await store
        .transaction(origin(0), async (transaction) => {
          await transaction.readStock('C');
          throw new Error('no');
        })
        .catch(() => undefined);
      world.server.inject(newFault({ count: 1 }));
      const read = store.transaction(origin(0), (transaction) => transaction.readStock('C'));
      world.note(await storeCodeOf(read));
      world.server.inject(newFault({ effect: 'lost-commit', count: 1 }));
      world.note(
        await storeCodeOf(
          store.transaction(origin(0), (transaction) => transaction.readStock('C')),
        ),
      );
      world.note(await storeCodeOf(store.readResult('REQ-1')));
    });
    await world.run();
    expect(world.log).toEqual(['300 unavailable', '1400 outcome-unknown', '1500 none']);
  });
});

describe('SimCouponStore: crashes and pauses of clients', () => {
  it('rolls back and frees the locks when the client crashes between statements', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 1);
    world.at(0, 'c1', (store) =>
      store.transaction(origin(0), async (transaction) => {
        await transaction.deductStock('C');
        for (;;) await transaction.readStock('C');
      }),
    );
    world.at(150, 'c2', async (store) => {
      const stock = await store.transaction(origin(1), (transaction) =>
        transaction.deductStock('C'),
      );
      world.note(`c2 got ${stock}`);
    });
    world.when(5050, () => world.process('c1').crash());
    await world.run();
    // The server ended what c1 had sent last, at 5100; then c2's commit took its time.
    expect(world.log).toEqual(['6100 c2 got 0']);
    expect(world.server.lockWaitCount).toBe(1);
    expect(world.effects.map(({ process }) => process)).toEqual(['c2']);
    expect(world.server.openTransactionCount).toBe(0);
  });

  it('keeps the locks until the server notices, if that takes a while', async () => {
    const world = new StoreWorld({ ...TEST_SETTINGS, crashNoticeUs: 7000 });
    world.server.addCoupon('C', 1);
    world.at(0, 'c1', (store) =>
      store.transaction(origin(0), async (transaction) => {
        await transaction.deductStock('C');
        for (;;) await transaction.readStock('C');
      }),
    );
    world.at(150, 'c2', async (store) => {
      await store.transaction(origin(1), (transaction) => transaction.deductStock('C'));
      world.note('c2');
    });
    world.when(5050, () => world.process('c1').crash());
    await world.run();
    expect(world.log).toEqual(['13050 c2']);
  });

  it('executes a COMMIT that was on the wire when its sender crashed', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 1);
    world.at(0, 'c1', async (store) => {
      await store.transaction(origin(0), (transaction) => transaction.deductStock('C'));
      world.note('c1 learned of it');
    });
    world.when(600, () => world.process('c1').crash());
    await world.run();
    expect(world.log).toEqual([]);
    expect(world.effects.map(({ atUs }) => atUs)).toEqual([1100]);
    expect(world.server.stockOf('C')).toBe(0);
  });

  it('keeps the locks of a paused client, which goes on where it was', async () => {
    const world = new StoreWorld();
    world.server.addCoupon('C', 2);
    for (const [startUs, name] of [
      [0, 'c1'],
      [150, 'c2'],
    ] as const) {
      world.at(startUs, name, async (store) => {
        await store.transaction(origin(0), async (transaction) => {
          await transaction.deductStock('C');
          await transaction.readStock('C');
        });
        world.note(name);
      });
    }
    world.when(150, () => world.process('c1').pause());
    world.when(50_000, () => world.process('c1').resume());
    await world.run();
    expect(world.log).toEqual(['51000 c1', '52100 c2']);
  });

  it('starts with a fresh pool after a restart', async () => {
    const world = new StoreWorld({ ...TEST_SETTINGS, poolSize: 1 });
    world.at(0, 'c1', async (store) => {
      await store.transaction(origin(0), async (transaction) => {
        for (;;) await transaction.readStock('C');
      });
    });
    world.at(10, 'c1', async (store) => {
      await store.readResult('REQ-1');
      world.note('never: the first incarnation waits for a connection');
    });
    world.when(500, () => world.process('c1').crash());
    world.when(600, () => world.process('c1').restart());
    world.at(700, 'c1', async (store) => {
      await store.readResult('REQ-1');
      world.note('read');
    });
    await world.run();
    expect(world.log).toEqual(['800 read']);
  });

  it('opens nothing for code that runs on within the event that crashed it', async () => {
    const world = new StoreWorld({ ...TEST_SETTINGS, poolSize: 1 });
    world.at(0, 'c1', async (store) => {
      world.process('c1').crash();
      await store.transaction(origin(0), (transaction) => transaction.readStock('C'));
      world.note('never');
    });
    world.when(100, () => world.process('c1').restart());
    world.at(200, 'c1', async (store) => {
      await store.readResult('REQ-1');
      world.note('the only connection is free');
    });
    await world.run();
    expect(world.log).toEqual(['300 the only connection is free']);
    expect(world.server.openTransactionCount).toBe(0);
  });
});

describe('SimCouponStore: memory', () => {
  it('holds a result row with its texts in about 100 bytes', async () => {
    const none = { minUs: 0, maxUs: 0 };
    const world = new StoreWorld({ latency: { statement: none, commit: none }, poolSize: 1 });
    const rowCount = 60_000;
    world.at(0, 'c1', async (store) => {
      for (let index = 0; index < rowCount; index += 100) {
        await store.transaction(origin(index), async (transaction) => {
          for (let row = index; row < index + 100; row++) {
            // As long as `REQ-` with a UUID.
            const requestId = `REQ-${String(row).padStart(36, 'abcdef-')}`;
            await transaction.insertResult({
              ...RESULT,
              requestId,
              userId: String(1_000_000 + row),
            });
          }
        });
      }
    });
    await world.run();
    expect(world.server.resultCount).toBe(rowCount);
    expect(world.server.byteLength / rowCount).toBeLessThan(125);
    const last = `REQ-${String(rowCount - 1).padStart(36, 'abcdef-')}`;
    expect(world.server.findCommitted(last)?.userId).toBe(String(1_000_000 + rowCount - 1));
  });
});
