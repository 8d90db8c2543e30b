import { PostgresCouponStore } from '../../../src/adapters/postgres/postgresCouponStore.ts';
import { PostgresProxy } from '../../../src/adapters/postgres/postgresProxy.ts';
import { PostgresRunSchema } from '../../../src/adapters/postgres/postgresRunSchema.ts';
import type { CouponStoreHarness, CouponStoreWorld } from '../../contract/couponStoreHarness.ts';
import { ServerObserver } from './serverObserver.ts';

/**
 * Runs the CouponStore contract on a real server. Tables, connections and proxy are made once for
 * each kind of schema and kept until a test fails or kills the rival.
 */
export class PostgresHarness implements CouponStoreHarness {
  readonly name = 'PostgresCouponStore';
  private readonly url: string;
  private readonly places = new Map<boolean, TestPlace>();

  constructor(url: string) {
    this.url = url;
  }

  async run(
    coupons: Readonly<Record<string, number>>,
    body: (world: CouponStoreWorld) => Promise<void>,
    hasUserCouponKey = true,
  ): Promise<void> {
    const place =
      this.places.get(hasUserCouponKey) ?? (await TestPlace.open(this.url, hasUserCouponKey));
    this.places.set(hasUserCouponKey, place);
    try {
      await place.reset(coupons);
      await body(place.newWorld());
      await place.checkQuiet();
    } catch (error) {
      // Transactions may still wait for each other: the next test gets a place of its own.
      this.places.delete(hasUserCouponKey);
      await place.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const place of this.places.values()) await place.close();
    this.places.clear();
  }
}

let placeCount = 0;

/** One schema with its clients. */
class TestPlace {
  private readonly url: string;
  private readonly schema: PostgresRunSchema;
  private readonly observer: ServerObserver;
  private readonly proxy: PostgresProxy;
  private readonly store: PostgresCouponStore;
  private rival: PostgresCouponStore;

  private constructor(
    url: string,
    schema: PostgresRunSchema,
    observer: ServerObserver,
    proxy: PostgresProxy,
  ) {
    this.url = url;
    this.schema = schema;
    this.observer = observer;
    this.proxy = proxy;
    this.store = this.newStore('store', proxy.url);
    this.rival = this.newStore('rival', url);
  }

  static async open(url: string, hasUserCouponKey: boolean): Promise<TestPlace> {
    const runId = `contract_${process.pid}_${++placeCount}`;
    const schema = await PostgresRunSchema.create(url, { runId, hasUserCouponKey });
    const observer = new ServerObserver(url);
    return new TestPlace(url, schema, observer, await PostgresProxy.start(url));
  }

  async reset(coupons: Readonly<Record<string, number>>): Promise<void> {
    const tables = ['coupon', 'user_coupon', 'coupon_issue_result'];
    const names = tables.map((table) => `${this.schema.name}.${table}`);
    await this.observer.query(`TRUNCATE ${names.join(', ')}`);
    await this.schema.addCoupons(new Map(Object.entries(coupons)));
  }

  newWorld(): CouponStoreWorld {
    const { store, rival, observer, proxy } = this;
    const { name } = this.schema;
    return {
      store,
      rival,
      killRival: () => {
        rival.cut();
        this.rival = this.newStore('rival', this.url);
      },
      untilWaiting: (count) => observer.untilWaiting(name, count),
      breakConnections: () => observer.terminate(`${name} store`, 'idle in transaction'),
      loseNextCommit: (decision) => proxy.loseNextCommit({ decision, clientSees: 'broken' }),
    };
  }

  /** Rejects if a transaction does not end. */
  async checkQuiet(): Promise<void> {
    await this.observer.untilIdle(this.schema.name);
  }

  async close(): Promise<void> {
    this.store.cut();
    this.rival.cut();
    await this.proxy.stop();
    await this.schema.remove();
    await this.observer.untilGone(this.schema.name);
    await this.observer.close();
  }

  private newStore(role: string, url: string): PostgresCouponStore {
    const { name } = this.schema;
    const applicationName = `${name} ${role}`;
    return new PostgresCouponStore({ url, schema: name, poolSize: 60, applicationName });
  }
}
