import { featuresOfGroup, type ClientFeature } from '../adapters/kafka/client/clientFeature.ts';
import type { GroupSpec, KafkaConfig, Scenario } from '../scenario/scenario.ts';

/** A member whose record takes this part of its session needs heartbeats beside the work. */
const PARTS_OF_SESSION = 2;
const DEFAULT_SESSION_MS = 45_000;

/** What a scenario needs of the client library of its members. Throws KafkaProblem. */
export function clientNeeds(scenario: Scenario): ReadonlySet<ClientFeature> {
  const needs = new Set<ClientFeature>();
  for (const group of scenario.groups) {
    for (const feature of featuresOfGroup(configsOf(group, scenario))) needs.add(feature);
  }
  if (hasLongWork(scenario)) needs.add('background heartbeats');
  return needs;
}

/** Configs of the members, those of later starts included. */
function configsOf(group: GroupSpec, { faults }: Scenario): KafkaConfig[] {
  return group.consumers.flatMap(({ name, config }) => {
    const own = { ...group.config, ...config };
    const later = faults.flatMap(({ action }) => {
      const isNew = 'config' in action && action.process === name && action.config !== undefined;
      return isNew ? [{ ...own, ...action.config }] : [];
    });
    return [own, ...later];
  });
}

/** Some record is in hand so long that a member may be taken for dead meanwhile. */
function hasLongWork({ groups, faults }: Scenario): boolean {
  if (faults.some(({ action }) => action.type === 'slow')) return true;
  return groups.some(({ config, serviceTime }) => {
    const sessionMs = Number(config['session.timeout.ms'] ?? DEFAULT_SESSION_MS);
    return serviceTime.maxUs / 1000 >= sessionMs / PARTS_OF_SESSION;
  });
}
