import type { HistoryHeader } from '../../src/history/event.ts';
import { HISTORY_FORMAT, HISTORY_VERSION } from '../../src/history/event.ts';

export const TOPIC = 'coupon-issue-request';
export const GROUP = 'coupon-issue-group';

type Group = HistoryHeader['groups'][number];

/** What a script's header says. */
export interface ScriptOptions {
  readonly partitions?: number;
  /** Coupon id to stock. */
  readonly coupons?: Readonly<Record<string, number>>;
  readonly consumers?: readonly string[];
  readonly backend?: HistoryHeader['backend'];
  readonly application?: string;
  /** Groups besides the one of the consumers. */
  readonly others?: readonly Group[];
  readonly topics?: readonly string[];
}

/** The header of a history written by hand. */
export function scriptHeader(options: ScriptOptions): HistoryHeader {
  const { partitions = 1, coupons = { '1': 100 }, consumers = ['c1', 'c2', 'c3'] } = options;
  const { backend = 'simulator', application = 'coupon-issuer', others = [] } = options;
  const topics = [TOPIC, ...(options.topics ?? [])];
  const own = { group: GROUP, topics: [TOPIC], application, consumers, autoCommit: [] };
  return {
    format: HISTORY_FORMAT,
    version: HISTORY_VERSION,
    backend,
    title: 'by hand',
    lesson: '',
    scenarioPath: '',
    seed: 1,
    productVersion: '0',
    kafkaVersion: '4.3.1',
    timeScale: 1,
    topics: topics.map((topic) => ({ topic, partitions, replicationFactor: 1 })),
    groups: [own, ...others],
    producers: ['api-1'],
    coupons,
    keyedBy: 'couponId',
    expect: null,
  };
}
