import type { HistoryEvent, HistoryHeader } from '../../../src/history/event.ts';
import { runCheckers } from '../../../src/check/runCheckers.ts';
import type { ArmFault, ArmParts } from '../../../src/report/compare/armParts.ts';

/** An event without what follows from its place in a script. */
export type ScriptLine = readonly [atS: number, event: Record<string, unknown>];

const GROUP = 'g';
const TOPIC = 't';

/** A header of one group, c1 to c3, that reads one topic. */
export function scriptHeader(partitions: number): HistoryHeader {
  return {
    format: 'partition-lab-history',
    version: 1,
    backend: 'simulator',
    title: 'a script',
    lesson: '',
    scenarioPath: '',
    seed: 1,
    productVersion: 'test',
    kafkaVersion: '4.3.1',
    timeScale: 1,
    topics: [{ topic: TOPIC, partitions, replicationFactor: 1 }],
    groups: [
      {
        group: GROUP,
        topics: [TOPIC],
        application: 'coupon-issuer',
        consumers: ['c1', 'c2', 'c3'],
        autoCommit: [],
      },
    ],
    producers: [],
    coupons: {},
    keyedBy: 'couponId',
    expect: null,
  };
}

/** Events of a history, at times in seconds. */
export function script(...lines: readonly ScriptLine[]): readonly HistoryEvent[] {
  return lines.map(([atS, event]) => ({ atUs: atS * 1e6, process: '', ...event }) as HistoryEvent);
}

/** The lines of a script. */
export const say = {
  starts: (process: string) => ({ type: 'Started', process, role: 'consumer' }),
  crashes: (process: string) => ({ type: 'Crashed', process }),
  stops: (process: string) => ({ type: 'Stopped', process }),
  pauses: (process: string) => ({ type: 'Paused', process }),
  resumes: (process: string) => ({ type: 'Resumed', process }),
  gets: (process: string, generation: number, ...partitions: number[]) => ({
    type: 'Assigned',
    process,
    group: GROUP,
    generation,
    partitions: partitions.map((partition) => ({ topic: TOPIC, partition })),
  }),
  givesBack: (process: string, generation: number, ...partitions: number[]) => ({
    type: 'Revoked',
    process,
    group: GROUP,
    generation,
    partitions: partitions.map((partition) => ({ topic: TOPIC, partition })),
  }),
  loses: (process: string, generation: number, ...partitions: number[]) => ({
    type: 'Lost',
    process,
    group: GROUP,
    generation,
    partitions: partitions.map((partition) => ({ topic: TOPIC, partition })),
  }),
  group: (to: string, generation: number, from = 'Stable') => ({
    type: 'GroupStateChanged',
    process: 'broker-1',
    group: GROUP,
    from,
    to,
    generation,
    reason: '',
  }),
  adds: (client: string) => ({
    type: 'MemberAdded',
    process: 'broker-1',
    group: GROUP,
    memberId: client,
    client,
  }),
  removes: (client: string) => ({
    type: 'MemberRemoved',
    process: 'broker-1',
    group: GROUP,
    memberId: client,
    client,
    reason: 'left',
  }),
  fault: (fault: number, process: string) => ({
    type: 'FaultInjected',
    process,
    fault,
    text: `fault ${fault}`,
  }),
  polls: (process: string, partition: number, startOffset: number, endOffset: number) => ({
    type: 'Polled',
    process,
    topic: TOPIC,
    partition,
    startOffset,
    endOffset,
  }),
  effect: (process: string, partition: number, offset: number) => ({
    type: 'EffectCommitted',
    process,
    topic: TOPIC,
    partition,
    offset,
    requestId: `r${offset}`,
    couponId: '1',
    userId: '1',
    issued: 1,
    deducted: 1,
    outcome: 'ISSUED',
    stockAfter: 1,
  }),
  handles: (process: string, partition: number, offset: number) => ({
    type: 'HandlerEnded',
    process,
    topic: TOPIC,
    partition,
    offset,
    outcome: 'ISSUED',
    error: '',
  }),
  commits: (process: string, partition: number, offset: number) => ({
    type: 'Committed',
    process,
    group: GROUP,
    topic: TOPIC,
    partition,
    offset,
  }),
  ends: () => ({ type: 'RunEnded', reason: 'drained' }),
};

/** One arm of a comparison from a script. */
export function armOf(
  protocol: string,
  partitions: number,
  events: readonly HistoryEvent[],
  faults: readonly ArmFault[] = [],
): ArmParts {
  const header = scriptHeader(partitions);
  const checkers = runCheckers(header);
  for (const event of events) checkers.onEvent(event);
  return {
    protocol,
    header,
    events,
    digest: '0',
    verdicts: checkers.finish(),
    expectations: [],
    status: 'holds',
    faults,
  };
}
