import pg from 'pg';
import type { CouponIssueResult, RecordPosition, UserCoupon } from '../../issuer/ports.ts';
import { DROP_USER_COUPON_KEY_SQL, SCHEMA_SQL } from '../../issuer/schema.ts';
import { PostgresUnusable } from './postgresUnusable.ts';
import { checkPostgresUrl, placeOf } from './postgresUrl.ts';
import { resultOfRow } from './resultOfRow.ts';

type Row = Readonly<Record<string, unknown>>;

const CONNECT_TIMEOUT_MS = 10_000;
const QUERY_TIMEOUT_MS = 30_000;
const LOCK_TIMEOUT_MS = 10_000;

/** INSERT ... ON CONFLICT came with 9.5; nothing older than 12 is tried or supported by anyone. */
const OLDEST_VERSION = 120_000;

/** How the tables of a run are made. */
export interface RunSchemaOptions {
  /** Distinguishes runs on one server: letters, digits, `_` and `-`, at most 40. */
  readonly runId: string;
  /** False for those planted bugs that need USER_COUPON without its unique key. */
  readonly hasUserCouponKey: boolean;
}

/**
 * The service's tables for one run, in a schema of their own on any server. What was there before
 * is never touched: a schema of the same name is an error, and only what was made here is removed.
 */
export class PostgresRunSchema {
  /** Name of the schema. */
  readonly name: string;
  /** For the run's clients: their sessions are ended when the schema is removed. */
  readonly applicationName: string;
  private readonly url: string;

  private constructor(url: string, name: string) {
    this.url = url;
    this.name = name;
    // PostgreSQL cuts names of applications at 63 bytes, as it does with those of schemas.
    this.applicationName = name;
  }

  /** Makes schema and tables. Rejects with PostgresUnusable, and has then made nothing. */
  static async create(url: string, options: RunSchemaOptions): Promise<PostgresRunSchema> {
    const { runId, hasUserCouponKey } = options;
    if (!/^[a-z0-9_-]{1,40}$/.test(runId)) throw new RangeError(`no usable run id: '${runId}'`);
    const schema = new PostgresRunSchema(checkPostgresUrl(url), `partition_lab_${runId}`);
    await schema.withClient('make the tables of the run', async (client) => {
      await checkServer(client);
      const name = pg.escapeIdentifier(schema.name);
      const remark = pg.escapeLiteral('Tables of one run of Partition Lab, removed at its end');
      // All or nothing.
      await client.query('BEGIN');
      await client.query(`CREATE SCHEMA ${name}`);
      await client.query(`COMMENT ON SCHEMA ${name} IS ${remark}`);
      await client.query(`SET LOCAL search_path TO ${name}`);
      await client.query(SCHEMA_SQL);
      if (!hasUserCouponKey) await client.query(DROP_USER_COUPON_KEY_SQL);
      await client.query('COMMIT');
    });
    return schema;
  }

  /** Adds rows to COUPON. */
  async addCoupons(stocks: ReadonlyMap<string, number>): Promise<void> {
    await this.withClient('add the coupons', async (client) => {
      const sql = `INSERT INTO ${this.table('coupon')} (id, stock)
        SELECT * FROM unnest($1::text[], $2::int[])`;
      await client.query(sql, [[...stocks.keys()], [...stocks.values()]]);
    });
  }

  /** Which PostgreSQL it is, `18.4`. */
  async serverVersion(): Promise<string> {
    const rows = await this.read(`SELECT current_setting('server_version') AS version`);
    // Packagers add a name of theirs behind the number.
    return String(rows[0]!.version).split(' ')[0]!;
  }

  /** The committed stock of each coupon. */
  async stocks(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.read(`SELECT id, stock FROM ${this.table('coupon')} ORDER BY id`);
    return new Map(rows.map(({ id, stock }) => [String(id), Number(stock)]));
  }

  /** The committed issue history, in order of the records that caused it. */
  async userCoupons(): Promise<readonly (UserCoupon & { readonly origin: RecordPosition })[]> {
    const rows = await this.read(
      `SELECT * FROM ${this.table('user_coupon')}
        ORDER BY origin_topic, origin_partition, origin_offset, request_id`,
    );
    return rows.map((row) => ({
      couponId: String(row.coupon_id),
      userId: String(row.user_id),
      requestId: String(row.request_id),
      origin: originOf(row),
    }));
  }

  /** The committed results, in order of the records that caused them. */
  async results(): Promise<readonly (CouponIssueResult & { readonly origin: RecordPosition })[]> {
    const rows = await this.read(
      `SELECT * FROM ${this.table('coupon_issue_result')}
        ORDER BY origin_topic, origin_partition, origin_offset, request_id`,
    );
    return rows.map((row) => ({ ...resultOfRow(row), origin: originOf(row) }));
  }

  /**
   * Ends the sessions of this run that are still there (those of killed processes may wait for
   * locks), and removes what `create` made. Rejects with PostgresUnusable, which names the
   * remedy.
   */
  async remove(): Promise<void> {
    const name = pg.escapeIdentifier(this.name);
    const doing = `remove schema ${this.name} (to be done by hand: DROP SCHEMA ${name} CASCADE)`;
    await this.withClient(doing, async (client) => {
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = $1 AND datname = current_database()
            AND usename = current_user AND pid <> pg_backend_pid()`,
        [this.applicationName],
      );
      const tables = ['coupon', 'user_coupon', 'coupon_issue_result'];
      await client.query('BEGIN');
      await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      // Without CASCADE: what somebody else has put there or built upon it stays, and is named.
      await client.query(`DROP TABLE ${tables.map((table) => this.table(table)).join(', ')}`);
      await client.query(`DROP SCHEMA ${name}`);
      await client.query('COMMIT');
    });
  }

  private table(name: string): string {
    return `${pg.escapeIdentifier(this.name)}.${name}`;
  }

  private async read(sql: string): Promise<readonly Row[]> {
    return this.withClient('read the tables of the run', async (client) => {
      return (await client.query<Row>(sql)).rows;
    });
  }

  /** A connection for one task: between tasks the server may be restarted. */
  private async withClient<T>(doing: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({
      connectionString: this.url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
    });
    // Whatever breaks also fails the statement under way.
    client.on('error', () => undefined);
    try {
      await client.connect();
      const value = await use(client);
      await client.end();
      return value;
    } catch (error) {
      // Not in order: a server that does not answer would not answer that either.
      client.connection.stream.destroy();
      if (error instanceof PostgresUnusable) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const place = placeOf(this.url);
      throw new PostgresUnusable(`PostgreSQL at ${place}: could not ${doing}: ${reason}`);
    }
  }
}

/** Refuses servers on which the service's tables would not mean what they should. */
async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; number: string; encoding: string }>(
    `SELECT current_setting('server_version') AS version,
      current_setting('server_version_num') AS number,
      current_setting('server_encoding') AS encoding`,
  );
  const { version, number, encoding } = rows[0]!;
  if (Number(number) < OLDEST_VERSION) {
    throw new PostgresUnusable(`PostgreSQL ${version} is too old: 12 or newer is needed`);
  }
  if (encoding !== 'UTF8') {
    throw new PostgresUnusable(
      `the database is encoded in ${encoding}, which cannot hold every id: UTF8 is needed`,
    );
  }
}

function originOf(row: Row): RecordPosition {
  return {
    topic: String(row.origin_topic),
    partition: Number(row.origin_partition),
    offset: Number(row.origin_offset),
  };
}
