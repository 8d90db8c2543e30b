import type { RdkafkaModule } from './rdkafkaModule.ts';

const PACKAGE: string = '@confluentinc/kafka-javascript';

/** What to do about a client that is not here. */
export const CONFLUENT_ADVICE =
  `It is not installed with this package: npm install ${PACKAGE} builds it from source in some ` +
  `minutes (npm 11 wants "allowScripts": {"${PACKAGE}": true} in package.json first).`;

/** The package, if somebody has installed it beside this one; null: nobody has. */
export async function loadRdkafka(): Promise<RdkafkaModule | null> {
  try {
    const loaded = (await import(PACKAGE)) as { default?: RdkafkaModule } & Partial<RdkafkaModule>;
    return (loaded.default ?? loaded) as RdkafkaModule;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
