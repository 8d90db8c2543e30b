import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { SimCouponStore } from '../../src/adapters/sim/simCouponStore.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import { describeCouponStore } from './couponStoreContract.ts';
import type { CouponStoreHarness } from './couponStoreHarness.ts';

function simulated(name: string, seed: number, minUs: number, maxUs: number): CouponStoreHarness {
  return {
    name,
    canLoseCommits: true,
    async run(coupons, body) {
      const kernel = new Kernel(seed);
      const latency = { statement: { minUs, maxUs }, commit: { minUs, maxUs } };
      const server = new SimCouponStore(kernel, { latency, poolSize: 60 });
      for (const [couponId, stock] of Object.entries(coupons)) server.addCoupon(couponId, stock);
      const process = kernel.createProcess('c1');
      const outcome: { ended: boolean; error: Error | null } = { ended: false, error: null };
      process.spawn(async () => {
        const store = server.clientFor(process);
        const extra = { minUs: 0, maxUs: 0 };
        const loseNextCommit = (decision: 'committed' | 'rolled-back'): void => {
          const fault = {
            effect: 'lost-commit',
            process: null,
            count: 1,
            forUs: 0,
            extra,
          } as const;
          server.inject({ ...fault, decision });
        };
        try {
          await body({ store, loseNextCommit });
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

describeCouponStore(simulated('SimCouponStore without latency', 1, 0, 0));
describeCouponStore(simulated('SimCouponStore with equal latencies', 1, 500, 500));
for (const seed of [1, 2, 3, 4, 5]) {
  describeCouponStore(
    simulated(`SimCouponStore with random latencies, seed ${seed}`, seed, 0, 900),
  );
}
