import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresCouponStore } from '../../../src/adapters/postgres/postgresCouponStore.ts';
import { PostgresRunSchema } from '../../../src/adapters/postgres/postgresRunSchema.ts';
import { encodeCouponRequest } from '../../../src/issuer/couponRequest.ts';
import type { CouponRequest } from '../../../src/issuer/couponRequest.ts';
import { newWorker } from '../../../src/issuer/newWorker.ts';
import { dropsUserCouponKey } from '../../../src/issuer/planted/dropsUserCouponKey.ts';
import type { PlantedBugName } from '../../../src/issuer/planted/plantedBugName.ts';
import type { CouponStore, IncomingRecord } from '../../../src/issuer/ports.ts';
import { ScriptedConsumer, TOPIC, newRecord } from '../../issuer/scriptedConsumer.ts';
import { HeldStore } from './heldStore.ts';
import type { HoldPoint } from './heldStore.ts';
import { pollUntil } from './pollUntil.ts';
import { ServerObserver } from './serverObserver.ts';

const POLL_SIZE = 10;

let url = '';
let observer: ServerObserver;
let saleCount = 0;

/** The issuer's worker on PostgreSQL: the promises it keeps, and the planted bugs that do not. */
export function describeWorkers(serverUrl: string): void {
  beforeAll(() => {
    url = serverUrl;
    observer = new ServerObserver(url);
  });

  afterAll(() => observer.close());

  describe('the worker on PostgreSQL', workers);
  describe('two workers on PostgreSQL, one held in mid-transaction', heldWorkers);
  describe('planted bugs on PostgreSQL', plantedBugs);
}

/** Coupons in a schema of their own, and the workers that issue them. */
class Sale {
  readonly schema: PostgresRunSchema;
  private readonly bug: PlantedBugName | null;
  private readonly stores: PostgresCouponStore[] = [];

  private constructor(schema: PostgresRunSchema, bug: PlantedBugName | null) {
    this.schema = schema;
    this.bug = bug;
  }

  /** Opens a sale, plays it, and removes every trace of it. */
  static async run(
    stock: number,
    bug: PlantedBugName | null,
    play: (sale: Sale) => Promise<void>,
  ): Promise<void> {
    const runId = `sale_${++saleCount}`;
    const hasUserCouponKey = !dropsUserCouponKey(bug);
    const schema = await PostgresRunSchema.create(url, { runId, hasUserCouponKey });
    const sale = new Sale(schema, bug);
    try {
      await schema.addCoupons(new Map([['C', stock]]));
      await play(sale);
    } finally {
      for (const store of sale.stores) store.cut();
      await schema.remove();
    }
  }

  /** As a consumer process has it, with a connection of its own. */
  openStore(): CouponStore {
    const { name, applicationName } = this.schema;
    const store = new PostgresCouponStore({ url, schema: name, poolSize: 1, applicationName });
    this.stores.push(store);
    return store;
  }

  /** A worker handles these records, some a poll. `<offset> <outcome>` of each attempt. */
  async work(records: readonly IncomingRecord[], store: CouponStore): Promise<readonly string[]> {
    const ends: string[] = [];
    const polls = [];
    for (let from = 0; from < records.length; from += POLL_SIZE) {
      polls.push({
        assigned: from === 0 ? [0] : [],
        records: records.slice(from, from + POLL_SIZE),
      });
    }
    const consumer = new ScriptedConsumer([], polls);
    const ports = {
      consumer,
      store,
      publisher: { publish: () => Promise.reject(new Error('nothing is published')) },
      clock: { nowMs: () => 0, sleep: () => Promise.resolve() },
      telemetry: {
        handlerStarted: () => undefined,
        handlerEnded: ({ offset }: IncomingRecord, outcome: string) => {
          ends.push(`${offset} ${outcome}`);
        },
        deadLettered: () => undefined,
      },
      work: null,
      print: null,
    };
    const worker = newWorker('coupon-issuer', ports, {
      topics: [TOPIC],
      pollTimeoutMs: 100,
      commit: 'record-sync',
      maxAttempts: 3,
      retryBackoffMs: 0,
      deadLetterTopic: null,
      bug: this.bug,
    });
    consumer.afterScript = () => worker.stop();
    await worker.run();
    return ends;
  }

  /**
   * Two workers get a record each. The first is held once its store has answered `point`, until
   * the second is done with everything or waits for a lock.
   */
  async workHeld(
    point: HoldPoint,
    first: IncomingRecord,
    second: IncomingRecord,
  ): Promise<readonly [readonly string[], readonly string[]]> {
    const rivals: Promise<readonly string[]>[] = [];
    const held = new HeldStore(this.openStore(), point, async () => {
      let isDone = false;
      const rival = this.work([second], this.openStore()).finally(() => (isDone = true));
      rivals.push(rival);
      const { applicationName } = this.schema;
      await pollUntil('the rival', async () => {
        return isDone || (await observer.waitingCount(applicationName)) > 0;
      });
    });
    const ends = await this.work([first], held);
    expect(rivals).toHaveLength(1);
    return [ends, await rivals[0]!];
  }

  /** Coupons issued, and the stock that is left. */
  async outcome(): Promise<readonly [issued: number, stock: number]> {
    const issued = (await this.schema.userCoupons()).length;
    return [issued, (await this.schema.stocks()).get('C')!];
  }
}

/** The record of a request by a user; its id is `REQ-<user>`. */
function requestOf(
  offset: number,
  userId: string,
  change: Partial<CouponRequest> = {},
): IncomingRecord {
  const request = { requestId: `REQ-${userId}`, couponId: 'C', userId, ...change };
  return newRecord(0, offset, encodeCouponRequest(request));
}

function requestsOfUsers(from: number, count: number): readonly IncomingRecord[] {
  return Array.from({ length: count }, (_, index) => requestOf(index, String(from + index)));
}

function outcomesOf(ends: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const end of ends) {
    const outcome = end.split(' ')[1]!;
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return counts;
}

function workers(): void {
  it('issues the stock to the first of the log, and is sold out for the others', async () => {
    await Sale.run(30, null, async (sale) => {
      const ends = await sale.work(requestsOfUsers(0, 100), sale.openStore());
      expect(ends).toEqual(
        Array.from(
          { length: 100 },
          (_, offset) => `${offset} ${offset < 30 ? 'ISSUED' : 'SOLD_OUT'}`,
        ),
      );
      expect(await sale.outcome()).toEqual([30, 0]);
      const rows = await sale.schema.userCoupons();
      expect(rows.map(({ origin }) => origin.offset)).toEqual([...Array(30).keys()]);
      expect(await sale.schema.results()).toHaveLength(100);
    });
  });

  it('decides a request once, gives a user one coupon, knows what it does not sell', async () => {
    await Sale.run(30, null, async (sale) => {
      const records = [
        requestOf(0, '7'),
        requestOf(0, '7'),
        requestOf(1, '7'),
        requestOf(2, '7', { requestId: 'REQ-again' }),
        requestOf(3, '8', { couponId: 'nothing' }),
        requestOf(4, '쿠폰🎫'),
      ];
      expect(await sale.work(records, sale.openStore())).toEqual([
        '0 ISSUED',
        '0 DUPLICATE',
        '1 DUPLICATE',
        '2 ALREADY_ISSUED',
        '3 UNKNOWN_COUPON',
        '4 ISSUED',
      ]);
      expect(await sale.outcome()).toEqual([2, 28]);
      const results = await sale.schema.results();
      expect(results.map(({ requestId, outcome }) => `${requestId} ${outcome}`)).toEqual([
        'REQ-7 ISSUED',
        'REQ-again ALREADY_ISSUED',
        'REQ-8 UNKNOWN_COUPON',
        'REQ-쿠폰🎫 ISSUED',
      ]);
    });
  });

  it('never oversells with two workers at once on one coupon', async () => {
    await Sale.run(50, null, async (sale) => {
      const both = await Promise.all([
        sale.work(requestsOfUsers(0, 60), sale.openStore()),
        sale.work(requestsOfUsers(60, 60), sale.openStore()),
      ]);
      expect(outcomesOf(both.flat())).toEqual(
        new Map([
          ['ISSUED', 50],
          ['SOLD_OUT', 70],
        ]),
      );
      expect(await sale.outcome()).toEqual([50, 0]);
      expect(await sale.schema.results()).toHaveLength(120);
    });
  });

  it('decides each request once with a zombie that works on the same records', async () => {
    await Sale.run(30, null, async (sale) => {
      const records = requestsOfUsers(0, 50);
      const both = await Promise.all([
        sale.work(records, sale.openStore()),
        sale.work(records, sale.openStore()),
      ]);
      expect(outcomesOf(both.flat()).get('DUPLICATE')).toBe(50);
      expect(await sale.outcome()).toEqual([30, 0]);
      const results = await sale.schema.results();
      expect(results.filter(({ outcome }) => outcome === 'ISSUED')).toHaveLength(30);
      expect(results).toHaveLength(50);
    });
  });
}

function heldWorkers(): void {
  const points = ['findResult', 'deductStock', 'insertUserCoupon', 'insertResult'] as const;

  it.each(points)('decide a request once, the first being held after %s', async (point) => {
    await Sale.run(5, null, async (sale) => {
      const ends = await sale.workHeld(point, requestOf(0, '7'), requestOf(0, '7'));
      expect(ends.flat().sort()).toEqual(['0 DUPLICATE', '0 ISSUED']);
      expect(await sale.outcome()).toEqual([1, 4]);
    });
  });

  it.each(points)('sell the last coupon once, the first being held after %s', async (point) => {
    await Sale.run(1, null, async (sale) => {
      const [first, second] = await sale.workHeld(point, requestOf(0, '7'), requestOf(1, '8'));
      // Who has only looked for a result holds nothing yet, and is overtaken.
      const isOvertaken = point === 'findResult';
      expect(first).toEqual([isOvertaken ? '0 SOLD_OUT' : '0 ISSUED']);
      expect(second).toEqual([isOvertaken ? '1 ISSUED' : '1 SOLD_OUT']);
      expect(await sale.outcome()).toEqual([1, 0]);
    });
  });

  it('give a user one coupon, both asking at the same time', async () => {
    await Sale.run(5, null, async (sale) => {
      const again = requestOf(1, '7', { requestId: 'REQ-again' });
      const ends = await sale.workHeld('insertUserCoupon', requestOf(0, '7'), again);
      expect(ends).toEqual([['0 ISSUED'], ['1 ALREADY_ISSUED']]);
      expect(await sale.outcome()).toEqual([1, 4]);
    });
  });
}

function plantedBugs(): void {
  it('check-then-act-stock sells the last coupon twice', async () => {
    await Sale.run(1, 'check-then-act-stock', async (sale) => {
      const ends = await sale.workHeld('readStock', requestOf(0, '7'), requestOf(1, '8'));
      expect(ends).toEqual([['0 ISSUED'], ['1 ISSUED']]);
      expect(await sale.outcome()).toEqual([2, 0]);
    });
  });

  it('check-then-act-stock undoes the deduction of a rival', async () => {
    await Sale.run(9, 'check-then-act-stock', async (sale) => {
      await sale.workHeld('readStock', requestOf(0, '7'), requestOf(1, '8'));
      expect(await sale.outcome()).toEqual([2, 8]);
    });
  });

  it('dedupe-outside-transaction issues twice for one request', async () => {
    await Sale.run(5, 'dedupe-outside-transaction', async (sale) => {
      const ends = await sale.workHeld('readResult', requestOf(0, '7'), requestOf(0, '7'));
      expect(ends).toEqual([['0 ISSUED'], ['0 ISSUED']]);
      expect(await sale.outcome()).toEqual([2, 3]);
      const users = (await sale.schema.userCoupons()).map(({ userId }) => userId);
      expect(users).toEqual(['7', '7']);
      expect(await sale.schema.results()).toHaveLength(1);
    });
  });
}
