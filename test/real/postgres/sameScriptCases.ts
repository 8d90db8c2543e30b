import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeHost } from '../../../src/adapters/node/nodeHost.ts';
import { PostgresCouponStore } from '../../../src/adapters/postgres/postgresCouponStore.ts';
import { PostgresRunSchema } from '../../../src/adapters/postgres/postgresRunSchema.ts';
import { SimCouponStore } from '../../../src/adapters/sim/simCouponStore.ts';
import { Kernel } from '../../../src/sim/kernel.ts';
import { StoreScript } from '../../contract/storeScript.ts';
import type { Act, ScriptStep } from '../../contract/storeScript.ts';
import { pollUntil } from './pollUntil.ts';
import { ServerObserver } from './serverObserver.ts';

const ACTORS = 3;
const STOCKS: ReadonlyMap<string, number> = new Map([
  ['A', 1],
  ['B', 2],
]);

let url = '';
let observer: ServerObserver;
let schema: PostgresRunSchema;
let store: PostgresCouponStore;

/** What came of a script. */
interface Ending {
  readonly log: readonly string[];
  readonly stocks: readonly (number | null)[];
  /** Of USER_COUPON; null: none. */
  readonly rows: readonly string[] | null;
  readonly results: number;
}

/** The simulated store and PostgreSQL side by side, on random scripts. */
export function describeSameScript(serverUrl: string): void {
  beforeAll(async () => {
    url = serverUrl;
    observer = new ServerObserver(url);
    schema = await PostgresRunSchema.create(url, { runId: 'script', hasUserCouponKey: true });
    const { name, applicationName } = schema;
    store = new PostgresCouponStore({ url, schema: name, poolSize: ACTORS, applicationName });
  });

  afterAll(async () => {
    store.cut();
    await store.close();
    await schema.remove();
    await observer.close();
  });

  describe('the simulated store and PostgreSQL', () => {
    it('answer alike to every statement of a random script', async () => {
      const counts = { compared: 0, waits: 0, refusals: 0 };
      await fc.assert(
        fc.asyncProperty(script, async (steps) => {
          const simulated = await playOnSimulator(steps);
          // Which of several that wait comes first is left open by PostgreSQL.
          fc.pre(simulated !== null);
          expect(await playOnPostgres(steps)).toEqual(simulated);
          counts.compared++;
          const text = simulated.log.join();
          if (text.includes('waits')) counts.waits++;
          if (text.includes('statement')) counts.refusals++;
        }),
        { numRuns: 40 },
      );
      // The scripts must not miss what they are for: every second one waits.
      expect(counts.waits).toBeGreaterThan(counts.compared / 10);
      expect(counts.refusals).toBeGreaterThan(0);
    });
  });
}

const couponId = fc.constantFrom('A', 'B', 'nothing');
const requestId = fc.constantFrom('REQ-1', 'REQ-2', 'x'.repeat(65));
const userId = fc.constantFrom('1', '2');

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom('commit', 'rollback') }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('findResult', 'insertResult'), requestId }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constantFrom('deductStock', 'readStock'), couponId }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('returnStock' as const), couponId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('writeStock' as const),
      couponId,
      stock: fc.constantFrom(-1, 0, 1, 3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('insertUserCoupon', 'insertUserCoupon', 'appendUserCoupon'),
      couponId,
      userId,
    }),
  },
);

const script: fc.Arbitrary<readonly ScriptStep[]> = fc.array(
  fc.record({ actor: fc.nat({ max: ACTORS - 1 }), act }),
  { minLength: 12, maxLength: 24 },
);

/** Null: at some time several waited, or there was a ring. */
async function playOnSimulator(steps: readonly ScriptStep[]): Promise<Ending | null> {
  const kernel = new Kernel(1);
  const latency = { statement: { minUs: 0, maxUs: 0 }, commit: { minUs: 0, maxUs: 0 } };
  const server = new SimCouponStore(kernel, { latency, poolSize: ACTORS + 1 });
  for (const [coupon, stock] of STOCKS) server.addCoupon(coupon, stock);
  const process = kernel.createProcess('c1');
  const client = server.clientFor(process);
  let mostWaiting = 0;
  const play = new StoreScript(client, ACTORS, async (pendingCount) => {
    do {
      await client.readResult('nobody');
      mostWaiting = Math.max(mostWaiting, server.waitingCount);
    } while (pendingCount() !== server.waitingCount);
  });
  process.spawn(() => play.play(steps));
  await kernel.run(nodeHost);
  if (mostWaiting > 1) return null;
  const rows = [...server.userCoupons()].map((row) => `${row.couponId} ${row.userId}`);
  return {
    log: play.log,
    stocks: [...STOCKS.keys()].map((coupon) => server.stockOf(coupon)),
    rows: rows.length === 0 ? null : rows.sort(),
    results: server.resultCount,
  };
}

async function playOnPostgres(steps: readonly ScriptStep[]): Promise<Ending> {
  const { name, applicationName } = schema;
  const stocks = [...STOCKS].map(([coupon, stock]) => `('${coupon}', ${stock})`);
  await observer.query(
    `DELETE FROM ${name}.coupon; DELETE FROM ${name}.user_coupon;
      DELETE FROM ${name}.coupon_issue_result; INSERT INTO ${name}.coupon VALUES ${stocks.join()}`,
  );
  const play = new StoreScript(store, ACTORS, (pendingCount) =>
    pollUntil('an answer or a wait for everybody', async () => {
      const pending = pendingCount();
      return (await observer.isQuiet(applicationName, pending)) && pendingCount() === pending;
    }),
  );
  await play.play(steps);
  const [end] = await observer.query(
    `SELECT (SELECT array_agg(stock ORDER BY id) FROM ${name}.coupon) AS stocks,
      (SELECT array_agg(coupon_id || ' ' || user_id ORDER BY coupon_id, user_id)
        FROM ${name}.user_coupon) AS rows,
      (SELECT count(*)::int FROM ${name}.coupon_issue_result) AS results`,
  );
  return { log: play.log, ...(end as unknown as Omit<Ending, 'log'>) };
}
