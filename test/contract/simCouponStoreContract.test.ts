import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { SimCouponStore } from '../../src/adapters/sim/simCouponStore.ts';
import type { CouponStore } from '../../src/issuer/ports.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import type { SimProcess } from '../../src/sim/process.ts';
import { describeCouponStore } from './couponStoreContract.ts';
import type { CouponStoreHarness, CouponStoreWorld } from './couponStoreHarness.ts';
import { until } from './couponStoreSteps.ts';

function simulated(name: string, seed: number, minUs: number, maxUs: number): CouponStoreHarness {
  return {
    name,
    async run(coupons, body, hasUserCouponKey = true) {
      const kernel = new Kernel(seed);
      const latency = { statement: { minUs, maxUs }, commit: { minUs, maxUs } };
      const server = new SimCouponStore(kernel, { latency, poolSize: 60, hasUserCouponKey });
      for (const [couponId, stock] of Object.entries(coupons)) server.addCoupon(couponId, stock);
      const process = kernel.createProcess('c1');
      const rival = kernel.createProcess('c2');
      const outcome: { ended: boolean; error: Error | null } = { ended: false, error: null };
      process.spawn(async () => {
        try {
          await body(newWorld(server, server.clientFor(process), rival));
        } catch (error) {
          outcome.error = error instanceof Error ? error : new Error(String(error));
        }
        outcome.ended = true;
      });
      await kernel.run(nodeHost);
      if (outcome.error !== null) throw outcome.error;
      if (!outcome.ended) throw new Error('the test waits for something that never comes');
      if (server.openTransactionCount > 0) throw new Error('a transaction was left open');
    },
  };
}

function newWorld(server: SimCouponStore, store: CouponStore, rival: SimProcess): CouponStoreWorld {
  const fault = { process: 'c1', count: 1, forUs: 0, extra: { minUs: 0, maxUs: 0 } } as const;
  return {
    store,
    rival: server.clientFor(rival),
    killRival: () => rival.crash(),
    untilWaiting: (count) => until(store, () => server.waitingCount >= count),
    breakConnections: async () => server.inject({ ...fault, effect: 'unavailable' }),
    loseNextCommit: (decision) => server.inject({ ...fault, effect: 'lost-commit', decision }),
  };
}

describeCouponStore(simulated('SimCouponStore without latency', 1, 0, 0));
describeCouponStore(simulated('SimCouponStore with equal latencies', 1, 500, 500));
for (const seed of [1, 2, 3, 4, 5]) {
  describeCouponStore(
    simulated(`SimCouponStore with random latencies, seed ${seed}`, seed, 0, 900),
  );
}
