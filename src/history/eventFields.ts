import type { EventOf, EventPartition, HistoryEventType } from './event.ts';

/**
 * What a field holds. `name` is a text of a small set (processes, topics, errors), `text` one of
 * any number (request ids, keys, users): the difference is only in how they are hashed and packed.
 */
export type FieldKind =
  'integer' | 'flag' | 'name' | 'text' | 'textOrNull' | 'integers' | 'partitions' | 'members';

type KindOf<V> = [V] extends [boolean]
  ? 'flag'
  : [V] extends [number]
    ? 'integer'
    : [V] extends [string]
      ? 'name' | 'text'
      : [V] extends [string | null]
        ? 'textOrNull'
        : [V] extends [readonly number[]]
          ? 'integers'
          : [V] extends [readonly EventPartition[]]
            ? 'partitions'
            : 'members';

/** Fields after `type`, `atUs` and `process`, in the order of the contract. */
type FieldsOf<T extends HistoryEventType> = {
  readonly [F in Exclude<keyof EventOf<T>, 'type' | 'atUs' | 'process'>]: KindOf<EventOf<T>[F]>;
};

/** Record positions come in this order in every event that has one. */
const record = { topic: 'name', partition: 'integer', offset: 'integer' } as const;

/**
 * The fields of every event type. The compiler demands all types and all fields. New types go to
 * the end: digests rest on the order.
 */
const EVENT_FIELDS: { readonly [T in HistoryEventType]: FieldsOf<T> } = {
  RequestSubmitted: { requestId: 'text', couponId: 'text', userId: 'text' },
  RequestAccepted: { requestId: 'text' },
  RequestRefused: { requestId: 'text', error: 'name', definite: 'flag' },
  SendStarted: { sendId: 'integer', topic: 'name', key: 'textOrNull', requestId: 'text' },
  Produced: { sendId: 'integer', ...record, key: 'textOrNull', requestId: 'text' },
  ProduceFailed: { sendId: 'integer', topic: 'name', error: 'name', requestId: 'text' },
  ResultRead: { requestId: 'text', outcome: 'name' },
  Polled: { topic: 'name', partition: 'integer', startOffset: 'integer', endOffset: 'integer' },
  HandlerStarted: { ...record, key: 'textOrNull', requestId: 'text', attempt: 'integer' },
  HandlerEnded: { ...record, outcome: 'name', error: 'text' },
  EffectCommitted: {
    ...record,
    requestId: 'text',
    couponId: 'text',
    userId: 'text',
    issued: 'integer',
    deducted: 'integer',
    outcome: 'name',
    stockAfter: 'integer',
  },
  DeadLettered: { ...record, reason: 'text' },
  CommitStarted: { group: 'name', ...record, auto: 'flag' },
  Committed: { group: 'name', ...record },
  CommitRefused: { group: 'name', ...record, error: 'name' },
  Assigned: { group: 'name', generation: 'integer', partitions: 'partitions' },
  Revoked: { group: 'name', generation: 'integer', partitions: 'partitions' },
  Lost: { group: 'name', generation: 'integer', partitions: 'partitions' },
  Started: { role: 'name' },
  Stopped: {},
  Crashed: {},
  Paused: {},
  Resumed: {},
  FaultInjected: { fault: 'integer', text: 'text' },
  PartitionsAdded: { topic: 'name', before: 'integer', after: 'integer' },
  QuietPhaseStarted: {},
  RunEnded: { reason: 'name' },
  RecordsAppended: {
    topic: 'name',
    partition: 'integer',
    baseOffset: 'integer',
    count: 'integer',
    leaderEpoch: 'integer',
    producerId: 'integer',
    producerEpoch: 'integer',
    baseSequence: 'integer',
  },
  HighWatermarkAdvanced: { topic: 'name', partition: 'integer', highWatermark: 'integer' },
  GroupStateChanged: {
    group: 'name',
    from: 'name',
    to: 'name',
    generation: 'integer',
    reason: 'text',
  },
  MemberAdded: { group: 'name', memberId: 'name', client: 'name' },
  MemberRemoved: { group: 'name', memberId: 'name', client: 'name', reason: 'text' },
  AssignmentStored: {
    group: 'name',
    generation: 'integer',
    protocol: 'name',
    leader: 'name',
    members: 'members',
  },
  OffsetStored: {
    group: 'name',
    ...record,
    memberId: 'name',
    client: 'name',
    generation: 'integer',
  },
  OffsetRefused: {
    group: 'name',
    ...record,
    memberId: 'name',
    client: 'name',
    generation: 'integer',
    error: 'name',
  },
  LeaderElected: {
    topic: 'name',
    partition: 'integer',
    leaderId: 'integer',
    leaderEpoch: 'integer',
  },
  Wire: { peer: 'name', api: 'name', text: 'text' },
  ReplicasAssigned: { topic: 'name', partition: 'integer', replicas: 'integers' },
  IsrChanged: { topic: 'name', partition: 'integer', isr: 'integers' },
};

/** Fields that files of before do not have, with what they mean there. */
const ADDED_FIELDS: { readonly [T in HistoryEventType]?: Partial<EventOf<T>> } = {
  RecordsAppended: { producerId: -1, producerEpoch: -1, baseSequence: -1 },
};

/** One field of an event type. */
export interface EventField {
  readonly name: string;
  readonly kind: FieldKind;
  /** Number of the field among those of all types, for state kept by field. */
  readonly slot: number;
  /** It says which partition the event is about. */
  readonly isPartition: boolean;
  /**
   * Of a field that was added later: the value that says nothing, meant where it is missing and
   * left out of digests, so that files of before keep theirs. undefined: it was always there.
   */
  readonly unsaid: unknown;
}

/** The fields of one event type after `type`, `atUs` and `process`. */
export interface EventLayout {
  readonly type: HistoryEventType;
  /** Number of the type, from 0. */
  readonly code: number;
  readonly fields: readonly EventField[];
  /** Bytes that hold a bit for each field and one more. */
  readonly maskBytes: number;
}

/** All event types in the order of their codes. */
export const EVENT_LAYOUTS: readonly EventLayout[] = newLayouts();

/** How many fields all types have together. */
export const FIELD_COUNT = EVENT_LAYOUTS.reduce((count, layout) => count + layout.fields.length, 0);

const layoutByType: ReadonlyMap<string, EventLayout> = new Map(
  EVENT_LAYOUTS.map((layout) => [layout.type, layout]),
);

/** The layout of a type; undefined if there is no such type. */
export function eventLayout(type: string): EventLayout | undefined {
  return layoutByType.get(type);
}

function newLayouts(): EventLayout[] {
  let slot = 0;
  const entries = Object.entries(EVENT_FIELDS) as [HistoryEventType, Record<string, FieldKind>][];
  return entries.map(([type, kinds], code) => {
    const fields = Object.entries(kinds).map(([name, kind]) => ({
      name,
      kind,
      slot: slot++,
      isPartition: name === 'partition',
      unsaid: (ADDED_FIELDS[type] as Readonly<Record<string, unknown>> | undefined)?.[name],
    }));
    return { type, code, fields, maskBytes: (fields.length + 8) >> 3 };
  });
}
