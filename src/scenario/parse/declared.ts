import type { BrokerConfig } from '../../model/broker/brokerConfig.ts';
import type { GroupSpec, TopicSpec } from '../scenario.ts';
import type { Place } from './place.ts';
import { quote } from './problem.ts';

/** The sections of the file that say which names there are. */
const DECLARED_UNDER = {
  topic: ['topics'],
  coupon: ['coupons'],
  consumer: ['groups'],
  producer: ['producers'],
  process: ['groups', 'producers', 'cluster'],
} as const;

/** Everything the file declares, so that every name elsewhere can be looked up. */
export class Declared {
  readonly topics = new Map<string, TopicSpec>();
  readonly coupons = new Set<string>();
  /** Consumer to its group. */
  readonly consumers = new Map<string, GroupSpec>();
  readonly producers = new Set<string>();
  readonly brokers = new Set<string>();
  /** null: it could not be read. */
  brokerConfig: BrokerConfig | null = null;
  /** Topic to the most partitions it ever has. */
  private readonly mostPartitions = new Map<string, number>();
  private readonly root: Place;

  constructor(root: Place) {
    this.root = root;
  }

  addTopic(topic: TopicSpec): void {
    this.topics.set(topic.name, topic);
    // A number that could not be read rules out no partition.
    const isUnknown = this.root.at('topics', topic.name, 'partitions').isBroken;
    this.mostPartitions.set(topic.name, isUnknown ? Infinity : topic.partitions);
  }

  addPartitions(topic: string, to: number): void {
    this.mostPartitions.set(topic, Math.max(to, this.mostPartitions.get(topic) ?? 0));
  }

  /** Reports a topic that is not declared. */
  checkTopic(topic: string, place: Place): boolean {
    return this.topics.has(topic) || this.refuse(topic, this.topics.keys(), 'topic', place);
  }

  /** Reports a partition that the topic never has. The topic is declared. */
  checkPartition(topic: string, partition: number, place: Place): void {
    const count = this.mostPartitions.get(topic) ?? 0;
    if (partition < count) return;
    const all = count === 1 ? 'only partition 0' : `the partitions 0 to ${count - 1}`;
    place.problem(`there is no partition ${partition}: ${topic} has ${all}`);
  }

  checkCoupon(coupon: string, place: Place): boolean {
    return this.coupons.has(coupon) || this.refuse(coupon, this.coupons, 'coupon', place);
  }

  checkConsumer(consumer: string, place: Place): boolean {
    if (this.consumers.has(consumer)) return true;
    if (!this.isProcess(consumer)) {
      return this.refuse(consumer, this.consumers.keys(), 'consumer', place);
    }
    place.problem(`${consumer} is no consumer; the consumers are ${some(this.consumers.keys())}`);
    return false;
  }

  checkProducer(producer: string, place: Place): boolean {
    return this.producers.has(producer) || this.refuse(producer, this.producers, 'producer', place);
  }

  /** Reports what is neither a consumer nor a producer nor a broker. */
  checkProcess(process: string, place: Place): boolean {
    if (this.isProcess(process)) return true;
    const all = [...this.consumers.keys(), ...this.producers, ...this.brokers];
    return this.refuse(process, all, 'process', place);
  }

  /** Where the file declares a group. */
  placeOfGroup(group: string): Place {
    return this.root.at('groups', group);
  }

  isProcess(process: string): boolean {
    return this.consumers.has(process) || this.producers.has(process) || this.brokers.has(process);
  }

  /** The topic that is meant where none is named: the only one, dead-letter topics aside. */
  defaultTopic(deadLetterTopics: ReadonlySet<string>): string | null {
    return onlyTopic([...this.topics.keys()], deadLetterTopics);
  }

  /** Reports a name that is not declared; false. */
  private refuse(
    written: string,
    known: Iterable<string>,
    what: keyof typeof DECLARED_UNDER,
    place: Place,
  ): false {
    const names = [...known];
    // If a section could not be read, everything would be unknown: that is said already.
    const isComplete = !DECLARED_UNDER[what].some((section) => this.root.at(section).isBroken);
    if (!isComplete || written === '') return false;
    const declared = names.length === 0 ? `this file has no ${what}` : `declared: ${some(names)}`;
    const meant = place.suggestion(written, names);
    place.problem(`unknown ${what} ${quote(written)}; ${declared}${meant}`);
    return false;
  }
}

/**
 * The only topic, or the only one that is no dead-letter topic; null: there is none or there are
 * several.
 */
export function onlyTopic(
  topics: readonly string[],
  deadLetterTopics: ReadonlySet<string>,
): string | null {
  if (topics.length === 1) return topics[0]!;
  const candidates = topics.filter((topic) => !deadLetterTopics.has(topic));
  return candidates.length === 1 ? candidates[0]! : null;
}

/** The first few names. */
function some(names: Iterable<string>): string {
  const all = [...names];
  return all.length <= 8 ? all.join(', ') : `${all.slice(0, 8).join(', ')}, ... (${all.length})`;
}
