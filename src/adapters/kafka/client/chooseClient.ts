import { KafkaProblem } from '../broker/kafkaProblem.ts';
import { CLIENT_FEATURES, featureText, hasFeature, type ClientFeature } from './clientFeature.ts';
import { KAFKA_CLIENT_NAMES, type KafkaClientName } from './kafkaClient.ts';

/** Which clients there are here; for the others, why not. */
export type InstalledClients = ReadonlyMap<KafkaClientName, 'installed' | { readonly why: string }>;

/** A client and a sentence that says why this one. */
export interface ClientChoice {
  readonly name: KafkaClientName;
  readonly reason: string;
}

/**
 * The client for what is needed: the one that was asked for, else the first that has it all and is
 * installed, in the order kafkajs, java, confluent. Throws KafkaProblem and names the feature that
 * is missing, or what would have to be installed.
 */
export function chooseClient(
  needs: ReadonlySet<ClientFeature>,
  installed: InstalledClients,
  wanted: KafkaClientName | null = null,
): ClientChoice {
  if (wanted !== null) return theWanted(wanted, needs, installed);
  const capable = KAFKA_CLIENT_NAMES.filter((name) => missingOf(name, needs).length === 0);
  const name = capable.find((candidate) => installed.get(candidate) === 'installed');
  if (name !== undefined) return { name, reason: reasonOf(name, needs, installed) };
  if (capable.length === 0) {
    const named = listOf([...needs].map(featureText));
    throw new KafkaProblem('misuse', `no client can do all of this: ${named}`);
  }
  const named = listOf(missingOf('kafkajs', needs).map(featureText));
  const ways = capable.map((candidate) => `${candidate}: ${whyNot(candidate, installed)}`);
  throw new KafkaProblem('unable', `${named} cannot be done here. ${ways.join(' ')}`);
}

function theWanted(
  wanted: KafkaClientName,
  needs: ReadonlySet<ClientFeature>,
  installed: InstalledClients,
): ClientChoice {
  const missing = missingOf(wanted, needs);
  if (missing.length > 0) {
    const able = KAFKA_CLIENT_NAMES.filter((name) => missingOf(name, needs).length === 0);
    const advice = able.length === 0 ? '' : `; ${able.join(' and ')} can`;
    const named = listOf(missing.map(featureText));
    throw new KafkaProblem('misuse', `the client ${wanted} cannot do ${named}${advice}`);
  }
  if (installed.get(wanted) !== 'installed')
    throw new KafkaProblem(
      'unable',
      `the client ${wanted} is not here. ${whyNot(wanted, installed)}`,
    );
  return { name: wanted, reason: `Client ${wanted}: it was asked for.` };
}

function reasonOf(
  name: KafkaClientName,
  needs: ReadonlySet<ClientFeature>,
  installed: InstalledClients,
): string {
  if (name === 'kafkajs') return 'Client kafkajs: it can do all that is needed.';
  const named = listOf(missingOf('kafkajs', needs).map(featureText));
  if (name === 'confluent' && missingOf('java', needs).length === 0)
    return `Client confluent: kafkajs cannot do ${named}. java: ${whyNot('java', installed)}`;
  return `Client ${name}: kafkajs cannot do ${named}.`;
}

function missingOf(
  name: KafkaClientName,
  needs: ReadonlySet<ClientFeature>,
): readonly ClientFeature[] {
  return CLIENT_FEATURES.filter((feature) => needs.has(feature) && !hasFeature(name, feature));
}

function whyNot(name: KafkaClientName, installed: InstalledClients): string {
  const state = installed.get(name);
  return state === undefined || state === 'installed' ? 'It was not looked for.' : state.why;
}

function listOf(texts: readonly string[]): string {
  if (texts.length < 2) return texts.join('');
  return `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)!}`;
}
