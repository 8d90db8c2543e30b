import { afterAll, describe } from 'vitest';
import { describeCouponStore } from '../../contract/couponStoreContract.ts';
import { PostgresHarness } from './postgresHarness.ts';
import { describeRunSchema } from './runSchemaCases.ts';
import { describeSameScript } from './sameScriptCases.ts';
import { describeStoreConnections } from './storeConnectionCases.ts';
import { usablePostgres } from './usablePostgres.ts';
import { describeWorkers } from './workerCases.ts';

// One server for all of it: to start one takes longer than most of what is done with it.
const server = await usablePostgres();

afterAll(() => server?.stop());

describe.skipIf(server === null)('on PostgreSQL', () => {
  const url = server?.url ?? '';
  const harness = new PostgresHarness(url);

  describeCouponStore(harness);
  describeStoreConnections(url);
  describeRunSchema(url);
  describeSameScript(url);
  describeWorkers(url);

  afterAll(() => harness.close());
});
