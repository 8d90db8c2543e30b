import { EmbeddedPostgres } from './embeddedPostgres.ts';
import type { PostgresStoreSettings } from './postgresCouponStore.ts';
import { PostgresRunSchema } from './postgresRunSchema.ts';
import type { RunSchemaOptions } from './postgresRunSchema.ts';

/** What a run needs of its database. */
export interface RunDatabaseOptions extends RunSchemaOptions {
  /** A server that is there already; null: one is started for this run. */
  readonly url: string | null;
  /** Coupon id to stock. */
  readonly coupons: ReadonlyMap<string, number>;
}

/** The database of one run: the service's tables with their coupons, and a server if need be. */
export class RunDatabase {
  readonly url: string;
  readonly schema: PostgresRunSchema;
  /** The server, if it was started for this run. */
  readonly embedded: EmbeddedPostgres | null;

  private constructor(url: string, schema: PostgresRunSchema, embedded: EmbeddedPostgres | null) {
    this.url = url;
    this.schema = schema;
    this.embedded = embedded;
  }

  /** Rejects with PostgresUnusable, and leaves nothing behind. */
  static async open(options: RunDatabaseOptions): Promise<RunDatabase> {
    const embedded = options.url === null ? await EmbeddedPostgres.start() : null;
    try {
      const url = options.url ?? embedded!.url;
      const schema = await PostgresRunSchema.create(url, options);
      const database = new RunDatabase(url, schema, embedded);
      await database.fill(options.coupons);
      return database;
    } catch (error) {
      await embedded?.stop();
      throw error;
    }
  }

  /** For the store of one client process. */
  storeSettings(poolSize: number): PostgresStoreSettings {
    const { url, schema } = this;
    return { url, poolSize, schema: schema.name, applicationName: schema.applicationName };
  }

  /**
   * Removes the tables and ends what still uses them, or stops the server that was started.
   * Rejects with PostgresUnusable, which says what is left.
   */
  async close(): Promise<void> {
    if (this.embedded === null) await this.schema.remove();
    else await this.embedded.stop();
  }

  private async fill(coupons: ReadonlyMap<string, number>): Promise<void> {
    try {
      await this.schema.addCoupons(coupons);
    } catch (error) {
      if (this.embedded === null) await this.schema.remove();
      throw error;
    }
  }
}
