import pg from 'pg';
import { pollUntil } from './pollUntil.ts';

/** Looks at the sessions of a server from outside, by the name of their application. */
export class ServerObserver {
  private readonly pool: pg.Pool;

  constructor(url: string) {
    this.pool = new pg.Pool({ connectionString: url, max: 1 });
    // The server may end first.
    this.pool.on('error', () => undefined);
  }

  /** Sessions whose applications begin so. */
  sessionCount(application: string): Promise<number> {
    return this.count(application, 'true');
  }

  /** Those of them that wait for a lock. */
  waitingCount(application: string): Promise<number> {
    return this.count(application, `wait_event_type = 'Lock'`);
  }

  /**
   * True if so many of them wait for others, and none is at work. By the books of the lock manager:
   * one whose lock has come free no longer waits, even before it knows. A backend tells of an error
   * before it gives the locks of its transaction back, and is at work until then.
   */
  async isQuiet(application: string, blockedCount: number): Promise<boolean> {
    const { rows } = await this.pool.query<{ blocked: number; busy: number }>(
      `SELECT count(*) FILTER (WHERE blocked)::int AS blocked,
          count(*) FILTER (WHERE state = 'active' AND NOT blocked)::int AS busy
        FROM (SELECT state, cardinality(pg_blocking_pids(pid)) > 0 AS blocked
          FROM pg_stat_activity WHERE starts_with(application_name, $1)) AS sessions`,
      [application],
    );
    return rows[0]!.busy === 0 && rows[0]!.blocked === blockedCount;
  }

  /** Resolves when so many sessions wait for locks. */
  async untilWaiting(application: string, count: number): Promise<void> {
    await pollUntil(
      `${count} sessions that wait for locks`,
      async () => (await this.waitingCount(application)) >= count,
    );
  }

  /** Resolves when none of them is in a transaction. */
  async untilIdle(application: string): Promise<void> {
    await pollUntil(
      `the end of all transactions of ${application}`,
      async () => (await this.count(application, `state <> 'idle'`)) === 0,
    );
  }

  /** Resolves when there are none of them left. */
  async untilGone(application: string): Promise<void> {
    await pollUntil(
      `the end of all sessions of ${application}`,
      async () => (await this.sessionCount(application)) === 0,
    );
  }

  /** Ends sessions by force; resolves when they are gone. `state`: as in pg_stat_activity. */
  async terminate(application: string, state: 'idle in transaction' | 'active'): Promise<void> {
    const { rows } = await this.pool.query<{ pid: number }>(
      `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE starts_with(application_name, $1) AND state = $2`,
      [application, state],
    );
    const pids = rows.map(({ pid }) => pid);
    await pollUntil('the end of the terminated sessions', async () => {
      const sql = 'SELECT 1 FROM pg_stat_activity WHERE pid = ANY($1)';
      return (await this.pool.query(sql, [pids])).rows.length === 0;
    });
  }

  /** Any statement, on a session of its own. */
  async query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.pool.query<Record<string, unknown>>(sql)).rows;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async count(application: string, condition: string): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
        WHERE starts_with(application_name, $1) AND ${condition}`,
      [application],
    );
    return rows[0]!.count;
  }
}
