import { parseDocument, stringify } from 'yaml';
import { BROKER_CONFIG_KEYS } from '../../../src/model/broker/brokerConfigKeys.ts';
import { TOPIC_CONFIG_KEYS } from '../../../src/model/broker/topicConfig.ts';
import { CONSUMER_CONFIG_KEYS } from '../../../src/model/client/consumer/consumerConfigKeys.ts';
import { PRODUCER_CONFIG_KEYS } from '../../../src/model/client/producer/producerConfigKeys.ts';
import type { ConfigKey } from '../../../src/model/configKey.ts';
import type { RandomStream } from '../../../src/sim/randomStream.ts';

/** A map of the document in the making. */
type Plain = Record<string, unknown>;

/**
 * The text of a file with one to four settings put in: configs with values at their edges, counts,
 * durations, faults. As a rule the result is a scenario: one that somebody would hardly write.
 */
export function mutateSettings(source: string, random: RandomStream): string {
  const root = parseDocument(source).toJS() as Plain;
  // What comes out is another matter.
  delete root.expect;
  for (let count = random.between(1, 4); count > 0; count--) {
    switch (random.below(4)) {
      case 0:
        putConfig(root, random);
        break;
      case 1:
        putSetting(root, random);
        break;
      case 2:
        putWorkload(root, random);
        break;
      default:
        putFault(root, random);
    }
  }
  return stringify(root, { aliasDuplicateObjects: false });
}

const NUMBERS = ['0', '1', '2', '3', '10', '100', '999', '6000', '60000', '1000000', '2147483647'];

function putConfig(root: Plain, random: RandomStream): void {
  const [owner, keys] = pick(
    [
      [child(root, 'cluster'), BROKER_CONFIG_KEYS],
      [anyOf(root, 'topics', random), TOPIC_CONFIG_KEYS],
      [anyOf(root, 'groups', random), CONSUMER_CONFIG_KEYS],
      [child(child(root, 'producers'), 'api-1'), PRODUCER_CONFIG_KEYS],
    ] as const,
    random,
  );
  const key = pick(
    keys.filter(({ modelled }) => modelled),
    random,
  );
  child(owner, 'config')[key.name] = valueFor(key, random);
}

function valueFor({ type, allowed, defaultValue }: ConfigKey, random: RandomStream): string {
  if (type === 'boolean') return pick(['true', 'false'], random);
  if (type === 'int' || type === 'long') return pick(NUMBERS, random);
  const words = allowed.split(/[ ,;]+/).filter((word) => /^[\w-]+$/.test(word));
  return pick([...words, ...NUMBERS.slice(0, 3), defaultValue ?? 'x'], random);
}

const TIMES = ['0s', '1us', '1ms', '700ms', '5s', '1m', '20m'];
const RANGES = [...TIMES.slice(0, 5), '0s..2s', '1us..1ms'];

/** Setting to values; the first word of its path is the section. */
const SETTINGS: readonly (readonly [path: string, values: readonly unknown[]])[] = [
  ['seed', [0, Number.MAX_SAFE_INTEGER]],
  ['quiet.within', TIMES],
  ['cluster.brokers', [1, 2, 3, 7]],
  ['cluster.latency.client-broker', RANGES],
  ['cluster.latency.broker-broker', RANGES],
  ['store.latency.statement', RANGES],
  ['store.latency.commit', RANGES],
  ['store.poolSize', [1, 2, 1000]],
  ['topics.*.partitions', [1, 2, 40]],
  ['topics.*.replicationFactor', [1, 2, 3]],
  ['topics.*.key', ['couponId', 'couponId:userId', 'userId', 'none']],
  ['groups.*.consumers', [1, 2, 9]],
  ['groups.*.application', ['coupon-issuer', 'order-completed', 'payment-completed', 'console']],
  ['groups.*.commit', ['record-sync', 'batch-sync', 'batch-async', 'auto']],
  ['groups.*.serviceTime', RANGES],
  ['groups.*.pollTimeout', TIMES.slice(0, 6)],
  ['groups.*.maxAttempts', [1, 2, 1_000_000]],
  ['groups.*.retryBackoff', TIMES],
  [
    'groups.*.bug',
    ['no-dedupe', 'commit-before-effect', 'commit-wrong-offset', 'in-memory-dedupe'],
  ],
  ['coupons.*.stock', [0, 1, 1_000_000_000]],
  ['coupons.constructor', [{ stock: 1 }]],
];

function putSetting(root: Plain, random: RandomStream): void {
  const [path, values] = pick(SETTINGS, random);
  const steps = path.split('.');
  const last = steps.pop()!;
  let owner = root;
  for (const [index, step] of steps.entries()) {
    if (step !== '*') owner = steps[index + 1] === '*' ? owner : child(owner, step);
    else owner = anyOf(owner, steps[index - 1]!, random);
  }
  owner[last] = pick(values, random);
}

function putWorkload(root: Plain, random: RandomStream): void {
  const workload = Array.isArray(root.workload) ? (root.workload as Plain[]) : [];
  const added: Plain = pick<() => Plain>(
    [
      () => ({ requests: pick([0, 1, 7, 150], random), sends: pick([1, 2, 5], random) }),
      () => ({ requests: 20, over: pick(TIMES.slice(1), random), arrival: 'poisson' }),
      () => ({ requests: 20, users: pick(['shuffled', 'random of 1', 'distinct from 0'], random) }),
      () => ({ coupon: pick(['1', 'constructor', 9], random), user: '__proto__', sends: 3 }),
      () => ({ records: [{ value: pick(['', '{}', '[]', 'null', '{"a":'], random) }] }),
      () => ({ records: [{ key: 'x', value: 'x'.repeat(pick([1, 50_000], random)) }] }),
    ],
    random,
  )();
  root.workload = [...workload, { ...added, topic: Object.keys(child(root, 'topics'))[0] }];
}

const POINTS = ['record is polled', 'handling is started', 'effect is written', 'commit is sent'];

function putFault(root: Plain, random: RandomStream): void {
  const process = pick(['c1', 'c2', 'api-1', 'broker-1', 'broker-2', 'consumer-1'], random);
  const time = (): string => pick(TIMES, random);
  const fault = pick<() => Plain>(
    [
      () => ({ crash: process }),
      () => ({ crash: process, restart: `${time()} later` }),
      () => ({ restart: process }),
      () => ({ pause: process, for: time() }),
      () => ({ leave: process, rejoin: `${time()} later` }),
      () => ({ leave: process }),
      () => ({ join: process }),
      () => ({ slow: process, by: pick(RANGES, random), for: time() }),
      () => ({ isolate: process, for: time() }),
      () => ({ drop: 'request of Produce', between: [process, 'broker-1'], for: time() }),
      () => ({ drop: 'response of OffsetCommit', between: [process, 'broker-1'], count: 3 }),
      () => ({ delay: 'response of Fetch', by: time(), between: [process, 'broker-1'], count: 9 }),
      () => ({ cut: 'request of JoinGroup', between: [process, 'broker-1'] }),
      () => ({ store: pick(['unavailable', 'lost-commit'], random), for: time() }),
      () => ({ store: 'slow', by: pick(RANGES, random), for: time() }),
      () => ({
        addPartitions: Object.keys(child(root, 'topics'))[0],
        to: pick([2, 4, 50], random),
      }),
    ],
    random,
  )();
  const nth = pick(['the first', 'the 3rd'], random);
  if (random.chance(600_000)) fault.at = pick([...TIMES, '10500ms'], random);
  else fault.when = `${nth} ${pick(POINTS, random)} at ${pick(['c1', 'c2'], random)}`;
  root.faults = [...(Array.isArray(root.faults) ? (root.faults as unknown[]) : []), fault];
}

/** The map under a key; made if it is not there. */
function child(owner: Plain, key: string): Plain {
  const value = owner[key];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Plain;
  const made: Plain = {};
  owner[key] = made;
  return made;
}

/** One of the maps in a section; a new one if there is none. */
function anyOf(root: Plain, section: string, random: RandomStream): Plain {
  const map = child(root, section);
  return child(map, pick([...Object.keys(map), ...(Object.keys(map).length ? [] : ['x'])], random));
}

function pick<T>(list: readonly T[], random: RandomStream): T {
  return list[random.below(list.length)]!;
}
