import { ConfigError } from '../../model/configKey.ts';
import { parseConsumerConfig } from '../../model/client/consumer/consumerConfig.ts';
import type { GroupSpec } from '../scenario.ts';
import type { Place } from './place.ts';
import { placedValue, placeOfValue } from './placedValue.ts';

const STRATEGY = 'partition.assignment.strategy';

/**
 * Classic members choose an assignor that all of them have. A consumer that shares none with those
 * before it could never be in the group with them: the coordinator refuses its JoinGroup.
 */
export function checkCommonAssignor(group: GroupSpec, place: Place): void {
  const ofGroup = { config: group.config, place: place.at('config') };
  const members = group.consumers.map(({ name, config }) => ({
    name,
    configs: [ofGroup, { config, place: place.at('consumers', name, 'config') }],
  }));
  let common: ReadonlySet<string> | null = null;
  const before: string[] = [];
  for (const { name, configs } of members) {
    if (placedValue(configs, 'group.protocol')?.trim().toLowerCase() === 'consumer') return;
    const own = assignorsOf(placedValue(configs, STRATEGY));
    if (own === null) return;
    const shared: ReadonlySet<string> = new Set(
      own.filter((assignor) => common === null || common.has(assignor)),
    );
    if (shared.size === 0 && common !== null) {
      placeOfValue(configs, STRATEGY).problem(
        `${name} has ${own.join(', ')}; ${namesOf(before)} ${[...common].join(', ')}: without a ` +
          `common assignor the coordinator refuses ${name} (INCONSISTENT_GROUP_PROTOCOL)`,
      );
      return;
    }
    common = shared;
    before.push(name);
  }
}

function namesOf(names: readonly string[]): string {
  if (names.length === 1) return `${names[0]!} has`;
  return names.length <= 4 ? `${names.join(', ')} share` : `those before it share`;
}

/** null: not readable, which is said elsewhere. */
function assignorsOf(written: string | null): readonly string[] | null {
  try {
    const config = written === null ? {} : { [STRATEGY]: written };
    return parseConsumerConfig(config).partitionAssignmentStrategy;
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
