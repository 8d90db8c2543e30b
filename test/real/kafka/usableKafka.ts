import { ChildGuard } from '../../../src/adapters/kafka/broker/childGuard.ts';
import { defaultCacheFolder } from '../../../src/adapters/kafka/broker/labFolders.ts';
import { KafkaProblem } from '../../../src/adapters/kafka/broker/kafkaProblem.ts';
import { prepareKafka } from '../../../src/adapters/kafka/broker/prepareKafka.ts';

const isCi = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false';

/** Where the tests keep Kafka's jars: where the command line does. */
export const KAFKA_CACHE = defaultCacheFolder(process.env, process.platform);

/**
 * Gets Kafka ready and returns `null`, or why this machine cannot run it. In CI nothing real is
 * passed over: there a machine without Java, Maven or network fails.
 */
export async function whyNoKafka(): Promise<string | null> {
  const guard = new ChildGuard();
  try {
    await prepareKafka({
      cacheFolder: KAFKA_CACHE,
      environment: process.env,
      guard,
      signal: undefined,
      onProgress: (step) => process.stderr.write(`${step} ...\n`),
    });
    return null;
  } catch (error) {
    if (isCi || !(error instanceof KafkaProblem)) throw error;
    process.stderr.write(`Skipped, no real Kafka here: ${error.message}\n`);
    return error.message;
  } finally {
    await guard.release();
  }
}
