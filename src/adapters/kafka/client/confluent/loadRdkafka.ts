import { KafkaProblem } from '../../broker/kafkaProblem.ts';
import type { RdkafkaModule } from './rdkafkaModule.ts';

const PACKAGE: string = '@confluentinc/kafka-javascript';

/** What to do about a client that is not here. */
export const CONFLUENT_ADVICE =
  `It is not installed with this package: npm install ${PACKAGE} builds it from source in some ` +
  `minutes (npm 11 wants "allowScripts": {"${PACKAGE}": true} in package.json first).`;

/**
 * The package, if somebody has installed it beside this one; null: nobody has. Rejects with
 * KafkaProblem: it is there and does not work.
 */
export async function loadRdkafka(
  load: () => Promise<unknown> = () => import(PACKAGE),
): Promise<RdkafkaModule | null> {
  try {
    const loaded = (await load()) as { readonly default?: RdkafkaModule };
    return loaded.default ?? (loaded as RdkafkaModule);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    if (isMissing && message.includes(PACKAGE)) return null;
    const said = message.split('\n')[0]!;
    throw new KafkaProblem('unable', `${PACKAGE} is installed and does not load: ${said}`);
  }
}
