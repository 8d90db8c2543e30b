import type { ApiName } from '../../model/protocol/requests.ts';
import type { FaultAction, FaultSpec, FaultTrigger, GroupSpec, KafkaConfig } from '../scenario.ts';
import type { OnWarning } from './buildTopology.ts';
import { checkNewConfigs } from './checkNewConfigs.ts';
import type { Declared } from './declared.ts';
import type { FaultDraft } from './faultShape.ts';
import { TRIGGER_WORDS } from './faultShape.ts';
import { faultText } from './faultText.ts';
import type { Place } from './place.ts';
import { quote } from './problem.ts';

type MessageDraft = Extract<FaultDraft, { readonly type: 'message' }>;
type StoreDraft = Extract<FaultDraft, { readonly type: 'store' }>;

/** Requests that only producers, or only members of a group, send. */
const PRODUCER_APIS: readonly ApiName[] = ['InitProducerId', 'Produce'];
const CONSUMER_APIS: readonly ApiName[] = [
  'Fetch',
  'ListOffsets',
  'OffsetForLeaderEpoch',
  'FindCoordinator',
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'OffsetFetch',
  'ConsumerGroupHeartbeat',
];

/** Requests that only members of one of the two group protocols send. */
const CLASSIC_APIS: readonly ApiName[] = ['JoinGroup', 'SyncGroup', 'Heartbeat'];
const KIP_848_APIS: readonly ApiName[] = ['ConsumerGroupHeartbeat'];

/** Turns the `faults` section into the fault tape, and checks every name in it. */
export function buildFaults(
  drafts: readonly FaultDraft[],
  place: Place,
  declared: Declared,
  onWarning: OnWarning,
): FaultSpec[] {
  checkNewConfigs(drafts, place, declared, onWarning);
  for (const [index, draft] of drafts.entries()) {
    if (draft.type === 'add-partitions') checkAddPartitions(draft, place.at(index), declared);
  }
  return drafts.map((draft, index) => {
    const at = place.at(index);
    const action = buildAction(draft, at, declared);
    const trigger = buildTrigger(draft, action, at, declared);
    checkJoin(draft, drafts, at, declared);
    checkRestart(draft, drafts, at, declared);
    return { number: index + 1, text: faultText(action, trigger), trigger, action };
  });
}

function buildTrigger(
  draft: FaultDraft,
  action: FaultAction,
  place: Place,
  declared: Declared,
): FaultTrigger {
  const { at, when } = draft;
  if (when === null) {
    if (at === null && !place.isBroken)
      place.at('at').problem(`it is not said when the fault strikes; ${TRIGGER_WORDS}`);
    return { type: 'at', atUs: at ?? 0 };
  }
  if (at !== null) place.at('when').keyProblem('"at" and "when" exclude each other');
  const struck = 'process' in action && action.process !== null ? action.process : '';
  const process = when.process ?? struck;
  const { point, record, occurrence } = when;
  const spot = place.at('when');
  if (when.process === null && !declared.consumers.has(struck)) {
    if (struck === '' || declared.isProcess(struck)) {
      spot.problem(
        'it is not said which consumer reaches this point; write its name at the end: ... at c1',
      );
    }
  } else if (declared.checkConsumer(process, spot) && record !== null) {
    checkCoordinate(process, record.topic, record.partition, spot, declared);
  }
  return { type: 'point', process, point, record, occurrence };
}

function checkCoordinate(
  process: string,
  topic: string,
  partition: number,
  place: Place,
  declared: Declared,
): void {
  if (!declared.checkTopic(topic, place)) return;
  const { id, topics } = declared.consumers.get(process)!;
  if (!topics.includes(topic)) {
    place.problem(
      `${process} never gets a record of ${topic}: its group ${id} reads ${topics.join(', ')}`,
    );
  } else declared.checkPartition(topic, partition, place);
}

function buildAction(draft: FaultDraft, place: Place, declared: Declared): FaultAction {
  switch (draft.type) {
    case 'crash':
      declared.checkProcess(draft.crash, place.at('crash'));
      return {
        type: 'crash',
        process: draft.crash,
        restartAfterUs: draft.restart,
        ...newConfig(draft.config),
      };
    case 'restart':
      declared.checkProcess(draft.restart, place.at('restart'));
      return { type: 'restart', process: draft.restart, ...newConfig(draft.config) };
    case 'pause':
      declared.checkProcess(draft.pause, place.at('pause'));
      return { type: 'pause', process: draft.pause, forUs: draft.for };
    case 'leave':
      declared.checkConsumer(draft.leave, place.at('leave'));
      return {
        type: 'leave',
        process: draft.leave,
        rejoinAfterUs: draft.rejoin,
        ...newConfig(draft.config),
      };
    case 'join':
      declared.checkConsumer(draft.join, place.at('join'));
      return { type: 'join', process: draft.join, ...newConfig(draft.config) };
    case 'slow':
      declared.checkConsumer(draft.slow, place.at('slow'));
      return { type: 'slow', process: draft.slow, extra: draft.by, forUs: draft.for };
    case 'message':
      return buildMessage(draft, place, declared);
    case 'isolate':
      return buildIsolate(draft, place, declared);
    case 'store':
      return buildStore(draft, place, declared);
    case 'add-partitions':
      return { type: 'add-partitions', topic: draft.addPartitions, to: draft.to };
  }
}

/** Nothing is said where nothing changes. */
function newConfig(config: KafkaConfig): { readonly config?: KafkaConfig } {
  return Object.keys(config).length === 0 ? {} : { config };
}

function buildMessage(draft: MessageDraft, place: Place, declared: Declared): FaultAction {
  const at = place.at('between');
  const areKnown = draft.between.map((name, index) => declared.checkProcess(name, at.at(index)));
  let [client = '', broker = ''] = draft.between;
  if (declared.brokers.has(client) && !declared.brokers.has(broker))
    [client, broker] = [broker, client];
  if (areKnown.length === 2 && !areKnown.includes(false)) {
    if (client === broker) at.problem(`${client} sends nothing to itself`);
    else if (!declared.brokers.has(broker))
      at.problem('one of the two must be a broker: clients talk to brokers only');
    else if (declared.brokers.has(client))
      at.problem('one of the two must be a client: brokers send each other nothing here');
    else checkSender(draft, client, place.at(draft.effect), declared);
  }
  const { effect, by: extraUs } = draft;
  const { api, direction } = draft.message;
  return { type: 'message', effect, api, direction, client, broker, extraUs, ...limitsOf(draft) };
}

/** A fault that strikes what is never sent would look like a test that passes. */
function checkSender(
  { message: { api } }: MessageDraft,
  client: string,
  place: Place,
  declared: Declared,
): void {
  const group = declared.consumers.get(client);
  const unsent = group === undefined ? CONSUMER_APIS : unsentBy(group, client);
  if (!unsent.includes(api)) return;
  place.problem(
    `${client} is a ${group === undefined ? 'producer' : 'consumer'} and never sends ${api}`,
  );
}

/** What a consumer never sends. */
function unsentBy(group: GroupSpec, name: string): readonly ApiName[] {
  const own = group.consumers.find((consumer) => consumer.name === name)?.config ?? {};
  const protocol = own['group.protocol'] ?? group.config['group.protocol'] ?? 'classic';
  return [
    ...(protocol.trim().toLowerCase() === 'consumer' ? CLASSIC_APIS : KIP_848_APIS),
    ...(group.deadLetterTopic === null ? PRODUCER_APIS : []),
  ];
}

/**
 * One message if the file gives no limit at all; without end in time or number where it gives only
 * the other.
 */
function limitsOf(draft: MessageDraft | StoreDraft): {
  readonly count: number;
  readonly forUs: number;
} {
  const count = draft.count ?? (draft.for === null ? 1 : Infinity);
  return { count, forUs: draft.for ?? Infinity };
}

function buildIsolate(
  draft: Extract<FaultDraft, { readonly type: 'isolate' }>,
  place: Place,
  declared: Declared,
): FaultAction {
  const a = draft.isolate;
  const inA = new Set(a);
  for (const [index, name] of a.entries()) declared.checkProcess(name, place.at('isolate', index));
  const b = draft.from ?? [...declared.brokers].filter((broker) => !inA.has(broker));
  for (const [index, name] of b.entries()) {
    const at = place.at('from', index);
    if (!declared.checkProcess(name, at)) continue;
    if (inA.has(name)) at.problem(`${quote(name)} cannot be on both sides`);
  }
  const isBroker = (name: string): boolean => declared.brokers.has(name);
  const isClient = (name: string): boolean => !isBroker(name);
  const canTalk = (a.some(isBroker) && b.some(isClient)) || (a.some(isClient) && b.some(isBroker));
  if (b.length === 0) {
    place.at('from').problem('there is no broker left on the other side; write "from" with names');
  } else if (!canTalk) {
    place
      .at('isolate')
      .problem('nothing passes between the two sides: clients talk to brokers only');
  }
  return { type: 'partition-network', a, b, forUs: draft.for };
}

function buildStore(draft: StoreDraft, place: Place, declared: Declared): FaultAction {
  const { store: effect, process, by } = draft;
  if (process !== null) declared.checkConsumer(process, place.at('process'));
  if (effect === 'slow') {
    if (by === null)
      place.at('by').problem('"by" is missing; write how much longer, such as by: 5ms..20ms');
    if (draft.for === null && draft.count === null)
      place.at('for').problem('"for" is missing; write how long');
  } else if (by !== null) place.at('by').keyProblem('"by" belongs to "store: slow" only');
  const extra = by ?? { minUs: 0, maxUs: 0 };
  return { type: 'store', effect, process, extra, ...limitsOf(draft) };
}

function checkAddPartitions(
  draft: Extract<FaultDraft, { readonly type: 'add-partitions' }>,
  place: Place,
  declared: Declared,
): void {
  const { addPartitions: topic, to } = draft;
  if (!declared.checkTopic(topic, place.at('addPartitions'))) return;
  const { partitions } = declared.topics.get(topic)!;
  if (to > partitions) declared.addPartitions(topic, to);
  else
    place
      .at('to')
      .problem(`${topic} has ${partitions} partitions already; they can only become more`);
}

/** Only what was killed can be started again. */
function checkRestart(
  draft: FaultDraft,
  drafts: readonly FaultDraft[],
  place: Place,
  declared: Declared,
): void {
  if (draft.type !== 'restart' || !declared.isProcess(draft.restart)) return;
  const name = draft.restart;
  if (drafts.some((other) => other.type === 'crash' && other.crash === name)) return;
  place
    .at('restart')
    .problem(`no fault kills ${name}; write also, for example, { crash: ${name}, at: 5s }`);
}

/** Joining means nothing for a consumer that runs all the time. */
function checkJoin(
  draft: FaultDraft,
  drafts: readonly FaultDraft[],
  place: Place,
  declared: Declared,
): void {
  if (draft.type !== 'join') return;
  const name = draft.join;
  const spec = declared.consumers.get(name)?.consumers.find((consumer) => consumer.name === name);
  if (spec === undefined || spec.startUs === Infinity) return;
  const goes = drafts.some(
    (other) =>
      (other.type === 'leave' && other.leave === name) ||
      (other.type === 'crash' && other.crash === name),
  );
  if (!goes)
    place
      .at('join')
      .problem(`${name} starts by itself; give it "start: on join", or let it leave before`);
}
