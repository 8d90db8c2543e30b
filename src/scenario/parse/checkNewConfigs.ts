import type { KafkaConfig } from '../scenario.ts';
import type { OnWarning } from './buildTopology.ts';
import type { PlacedConfig } from './checkConfig.ts';
import { checkConsumerConfigs } from './checkGroupConfigs.ts';
import type { Declared } from './declared.ts';
import type { FaultDraft } from './faultShape.ts';
import type { Place } from './place.ts';
import { placedValue } from './placedValue.ts';

/** A fault after which a process starts with other configs. */
interface NewStart {
  readonly process: string;
  readonly config: KafkaConfig;
  /** False: it does not start again, so that the configs say nothing. */
  readonly startsAgain: boolean;
  /** The key that would let it start again. */
  readonly key: string;
}

/** Checks the configs with which consumers start again, each upon those that they had before. */
export function checkNewConfigs(
  drafts: readonly FaultDraft[],
  place: Place,
  declared: Declared,
  onWarning: OnWarning,
): void {
  const former = new Map<string, PlacedConfig[]>();
  for (const [index, draft] of drafts.entries()) {
    const start = newStartOf(draft);
    if (start === null || Object.keys(start.config).length === 0) continue;
    const at = place.at(index, 'config');
    const { process, config, startsAgain, key } = start;
    if (!startsAgain) at.keyProblem(`${process} does not start again; write "${key}" too`);
    const group = declared.consumers.get(process);
    if (group === undefined) {
      if (declared.isProcess(process)) at.keyProblem('is for consumers only');
      continue;
    }
    const root = declared.placeOfGroup(group.id);
    const own = group.consumers.find(({ name }) => name === process)?.config ?? {};
    const before = former.get(process) ?? [
      { config: group.config, place: root.at('config') },
      { config: own, place: root.at('consumers', process, 'config') },
    ];
    const configs = [...before, { config, place: at }];
    former.set(process, configs);
    checkSameProtocol(before, configs, at);
    // What the configs before warn of has been said.
    const onNew = (where: Place, message: string): void => {
      if (where.path[0] === 'faults') onWarning(where, message);
    };
    checkConsumerConfigs(group, configs, declared.brokerConfig, onNew);
  }
}

function newStartOf(draft: FaultDraft): NewStart | null {
  switch (draft.type) {
    case 'crash': {
      const { crash: process, config, restart } = draft;
      return { process, config, startsAgain: restart !== null, key: 'restart' };
    }
    case 'leave': {
      const { leave: process, config, rejoin } = draft;
      return { process, config, startsAgain: rejoin !== null, key: 'rejoin' };
    }
    case 'restart':
      return { process: draft.restart, config: draft.config, startsAgain: true, key: '' };
    case 'join':
      return { process: draft.join, config: draft.config, startsAgain: true, key: '' };
    default:
      return null;
  }
}

function checkSameProtocol(
  before: readonly PlacedConfig[],
  configs: readonly PlacedConfig[],
  place: Place,
): void {
  const key = 'group.protocol';
  const [was, is] = [before, configs].map(
    (each) => placedValue(each, key)?.trim().toLowerCase() ?? 'classic',
  );
  if (was === is) return;
  place
    .at(key)
    .problem(
      `the group uses ${was!}; the simulator does not model a group that changes its protocol`,
    );
}
