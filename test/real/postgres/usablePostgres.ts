import { EmbeddedPostgres } from '../../../src/adapters/postgres/embeddedPostgres.ts';
import { PostgresUnusable } from '../../../src/adapters/postgres/postgresUnusable.ts';

/** Settings that make a test server fast; its data need not outlive a power failure. */
const TEST_SETTINGS = { fsync: 'off', synchronous_commit: 'off', deadlock_timeout: '100ms' };

/**
 * A PostgreSQL for the tests of one file, to be stopped by them. Null, with the reason printed,
 * where none can be started; in CI that is an error.
 */
export async function usablePostgres(): Promise<EmbeddedPostgres | null> {
  try {
    return await EmbeddedPostgres.start({ settings: TEST_SETTINGS });
  } catch (error) {
    if (!(error instanceof PostgresUnusable) || process.env.CI === 'true') throw error;
    process.stderr.write(`Tests on PostgreSQL are skipped: ${error.message}\n`);
    return null;
  }
}
