import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../src/adapters/postgres/freePort.ts';
import { PostgresCouponStore } from '../../../src/adapters/postgres/postgresCouponStore.ts';
import { PostgresRunSchema } from '../../../src/adapters/postgres/postgresRunSchema.ts';
import { PostgresUnusable } from '../../../src/adapters/postgres/postgresUnusable.ts';
import { RunDatabase } from '../../../src/adapters/postgres/runDatabase.ts';
import { ISSUED, USER_COUPON, at, codeOf } from '../../contract/couponStoreSteps.ts';
import { ServerObserver } from './serverObserver.ts';

let url = '';
let observer: ServerObserver;

/** What PostgresRunSchema makes, reads and removes, and what it lets be. */
export function describeRunSchema(serverUrl: string): void {
  beforeAll(() => {
    url = serverUrl;
    observer = new ServerObserver(url);
  });

  afterAll(() => observer.close());

  describe('PostgresRunSchema', schemas);
}

function create(runId: string, serverUrl = url): Promise<PostgresRunSchema> {
  return PostgresRunSchema.create(serverUrl, { runId, hasUserCouponKey: true });
}

/** Names of schemas that are not PostgreSQL's own, and of the tables in them. */
async function inventory(): Promise<readonly string[]> {
  const rows = await observer.query(
    `SELECT nspname || coalesce('.' || relname, '') AS name
      FROM pg_namespace LEFT JOIN pg_class ON relnamespace = pg_namespace.oid AND relkind = 'r'
      WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' `,
  );
  return rows.map(({ name }) => String(name)).sort();
}

/** The message of the PostgresUnusable that the promise rejects with. */
async function complaint(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PostgresUnusable);
  return (error as PostgresUnusable).message;
}

function schemas(): void {
  it('makes its own schema and removes it, and lets everything else be', async () => {
    await observer.query('CREATE SCHEMA mine; CREATE TABLE mine.coupon (id int)');
    await observer.query('CREATE TABLE public.coupon (id int)');
    const before = await inventory();
    const schema = await create('one-1');
    const own = ['coupon', 'coupon_issue_result', 'user_coupon'];
    const withOwn = [...before, ...own.map((table) => `partition_lab_one-1.${table}`)];
    expect(await inventory()).toEqual(withOwn.sort());
    await schema.remove();
    expect(await inventory()).toEqual(before);
    await observer.query('DROP SCHEMA mine CASCADE; DROP TABLE public.coupon');
  });

  it('reads back what was written, with the records that caused it', async () => {
    const schema = await create('read');
    await schema.addCoupons(
      new Map([
        ['C', 3],
        ['쿠폰', 0],
      ]),
    );
    const store = new PostgresCouponStore({ url, schema: schema.name, poolSize: 1 });
    const farOffset = Number.MAX_SAFE_INTEGER;
    await store.transaction({ ...at(farOffset), partition: 2 }, async (transaction) => {
      await transaction.deductStock('C');
      await transaction.insertUserCoupon(USER_COUPON);
      await transaction.insertResult(ISSUED);
    });
    await store.close();
    const origin = { topic: 'coupon-issue-request', partition: 2, offset: farOffset };
    expect(await schema.stocks()).toEqual(
      new Map([
        ['C', 2],
        ['쿠폰', 0],
      ]),
    );
    expect(await schema.userCoupons()).toEqual([{ ...USER_COUPON, origin }]);
    expect(await schema.results()).toEqual([{ ...ISSUED, origin }]);
    await schema.remove();
  });

  it('refuses a run id that is in use, or that is none', async () => {
    const schema = await create('twice');
    await schema.addCoupons(new Map([['C', 3]]));
    expect(await complaint(create('twice'))).toMatch(/"partition_lab_twice" already exists/);
    expect((await schema.stocks()).get('C')).toBe(3);
    await schema.remove();
    for (const runId of ['', 'A', 'a b', 'x'.repeat(41), `a"b`]) {
      await expect(create(runId)).rejects.toThrow(RangeError);
    }
  });

  it('keeps what others have built upon it, names it, and removes nothing then', async () => {
    const schema = await create('built-upon');
    await observer.query(
      'CREATE VIEW public.theirs AS SELECT * FROM "partition_lab_built-upon".coupon',
    );
    const message = await complaint(schema.remove());
    expect(message).toMatch(/could not remove schema partition_lab_built-upon/);
    expect(message).toMatch(/DROP SCHEMA "partition_lab_built-upon" CASCADE/);
    expect(await inventory()).toContain('partition_lab_built-upon.user_coupon');
    await observer.query('DROP VIEW public.theirs');
    await schema.remove();
    expect(await inventory()).not.toContain('partition_lab_built-upon.user_coupon');
  });

  it('ends sessions of the run that are left over, with their locks, and no others', async () => {
    const [schema, other] = [await create('left-over'), await create('other')];
    await schema.addCoupons(new Map([['C', 3]]));
    const clients = [schema, other].map(
      ({ name, applicationName }) =>
        new PostgresCouponStore({ url, schema: name, poolSize: 2, applicationName }),
    );
    const [zombie, bystander] = [clients[0]!, clients[1]!];
    const ends = zombie.transaction(at(0), async (transaction) => {
      await transaction.deductStock('C');
      await bystander.transaction(at(0), async (theirs) => {
        await theirs.insertResult(ISSUED);
        await schema.remove();
      });
    });
    expect(['unavailable', 'outcome-unknown']).toContain(await codeOf(ends));
    expect((await other.results()).map(({ requestId }) => requestId)).toEqual(['REQ-1']);
    await Promise.all(clients.map((client) => client.close()));
    await other.remove();
  });

  it('serves a run on a server that is there, and leaves it as it was', async () => {
    const before = await inventory();
    const options = { url, runId: 'guest', hasUserCouponKey: true };
    const database = await RunDatabase.open({ ...options, coupons: new Map([['C', 3]]) });
    expect(database.embedded).toBeNull();
    const store = new PostgresCouponStore(database.storeSettings(1));
    await store.transaction(at(0), (transaction) => transaction.deductStock('C'));
    expect((await database.schema.stocks()).get('C')).toBe(2);
    await store.close();
    await database.close();
    const impossible = RunDatabase.open({ ...options, coupons: new Map([['C', -1]]) });
    expect(await complaint(impossible)).toMatch(/could not add the coupons: .*coupon_stock_check/);
    expect(await inventory()).toEqual(before);
  });

  it('says what is wrong with a server, without its password', async () => {
    const port = await freePort();
    const nobody = await complaint(create('x', `postgres://u:secret@127.0.0.1:${port}/shop`));
    expect(nobody).toMatch(`PostgreSQL at 127.0.0.1:${port}/shop: could not make the tables`);
    expect(nobody).toMatch(/ECONNREFUSED/);
    expect(nobody).not.toMatch('secret');
    const stranger = await complaint(create('x', url.replace(/:[0-9a-f]+@/, ':secret@')));
    expect(stranger).toMatch(/password authentication failed/);
    const noDatabase = await complaint(create('x', url.replace('/postgres?', '/nothing?')));
    expect(noDatabase).toMatch(/database "nothing" does not exist/);
    const wrong = await complaint(create('x', 'http://u:secret@127.0.0.1'));
    expect(wrong).toMatch(/postgres:\/\/USER:PASSWORD@HOST:PORT\/DATABASE/);
    expect(wrong).not.toMatch('secret');
  });

  it('refuses a database that cannot hold every id', async () => {
    await observer.query(
      `CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`,
    );
    expect(await complaint(create('x', url.replace('/postgres?', '/latin?')))).toMatch(
      /encoded in LATIN1, which cannot hold every id: UTF8 is needed/,
    );
  });
}
