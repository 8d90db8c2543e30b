import type {
  EventOf,
  HistoryEvent,
  HistoryEventType,
  HistoryHeader,
} from '../../src/history/event.ts';
import type { HoldName } from '../../src/history/expectations.ts';

/** A history that can be judged. */
export interface History {
  readonly header: HistoryHeader;
  readonly events: readonly HistoryEvent[];
}

/** One way in which a history of a good run is made wrong, and the rule that must see it. */
export interface Corruption {
  readonly name: string;
  readonly rule: HoldName;
  /** `pick` chooses where. null: the history has no place for it. */
  apply(history: History, pick: number): History | null;
}

type Effect = EventOf<'EffectCommitted'>;
type Commit = EventOf<'OffsetStored'>;

function indexesOf<T extends HistoryEventType>(
  { events }: History,
  type: T,
  isFit: (event: EventOf<T>, index: number) => boolean = () => true,
): number[] {
  return events.flatMap((event, index) =>
    event.type === type && isFit(event as EventOf<T>, index) ? [index] : [],
  );
}

function chosen(indexes: readonly number[], pick: number): number | null {
  return indexes.length === 0 ? null : indexes[pick % indexes.length]!;
}

/** The history with `count` events at `index` replaced. */
function spliced(
  { header, events }: History,
  index: number,
  count: number,
  ...others: readonly HistoryEvent[]
): History {
  return { header, events: [...events.slice(0, index), ...others, ...events.slice(index + count)] };
}

/** Makes a corruption that changes, drops or repeats one event. */
function atOne<T extends HistoryEventType>(
  name: string,
  rule: HoldName,
  type: T,
  isFit: (event: EventOf<T>, index: number, history: History) => boolean,
  replace: (event: EventOf<T>, index: number, history: History) => readonly HistoryEvent[],
): Corruption {
  return {
    name,
    rule,
    apply(history, pick) {
      const fit = indexesOf(history, type, (event, index) => isFit(event, index, history));
      const index = chosen(fit, pick);
      if (index === null) return null;
      const event = history.events[index] as EventOf<T>;
      return spliced(history, index, 1, ...replace(event, index, history));
    },
  };
}

/** True if some client has been promised a decision, and the request was never put aside. */
function isPromised({ requestId }: Effect, _index: number, { events }: History): boolean {
  const isOfRequest = (event: HistoryEvent): boolean =>
    'requestId' in event && event.requestId === requestId;
  const isPutAside = (event: HistoryEvent): boolean =>
    event.type === 'HandlerStarted' &&
    isOfRequest(event) &&
    events.some(
      (each) =>
        each.type === 'DeadLettered' &&
        each.topic === event.topic &&
        each.partition === event.partition &&
        each.offset === event.offset,
    );
  const isAccepted = events.some((each) => each.type === 'RequestAccepted' && isOfRequest(each));
  return isAccepted && !events.some(isPutAside);
}

/** True if the poll goes on where the same consumer has polled before, in the same assignment. */
function isInMidAssignment(poll: EventOf<'Polled'>, index: number, { events }: History): boolean {
  for (let before = index - 1; before >= 0; before--) {
    const event = events[before]!;
    if (event.process !== poll.process) continue;
    switch (event.type) {
      case 'Polled':
        if (event.topic === poll.topic && event.partition === poll.partition) return true;
        break;
      case 'Assigned':
      case 'Revoked':
      case 'Lost':
      case 'Started':
        return false;
      default:
        break;
    }
  }
  return false;
}

/** True if the consumer has polled before and goes on afterwards, in the same assignment. */
function isAmongPolls(poll: EventOf<'Polled'>, index: number, history: History): boolean {
  const isSame = (each: EventOf<'Polled'>): boolean =>
    each.process === poll.process && each.topic === poll.topic && each.partition === poll.partition;
  const later = indexesOf(history, 'Polled', (each, at) => at > index && isSame(each))[0];
  if (later === undefined || !isInMidAssignment(poll, index, history)) return false;
  return isInMidAssignment(history.events[later] as EventOf<'Polled'>, later, history);
}

/** The end of what the group has handled of the partition by then. */
function handledEnd({ header, events }: History, index: number, commit: Commit): number {
  const members = header.groups.find(({ group }) => group === commit.group)!.consumers;
  let end = 0;
  for (const event of events.slice(0, index)) {
    const isHandled = event.type === 'HandlerEnded' || event.type === 'EffectCommitted';
    if (!isHandled || !members.includes(event.process)) continue;
    if (event.topic !== commit.topic || event.partition !== commit.partition) continue;
    end = Math.max(end, event.offset + 1);
  }
  return end;
}

function isSamePlace(a: Commit, b: Commit): boolean {
  return a.group === b.group && a.topic === b.topic && a.partition === b.partition;
}

/** True if no record of the partition is committed further, and another offset was before. */
function isFinalCommit(commit: Commit, index: number, history: History): boolean {
  const others = indexesOf(history, 'OffsetStored', (each) => isSamePlace(each, commit)).map(
    (at) => [at, (history.events[at] as Commit).offset] as const,
  );
  return (
    others.every(([at, offset]) => at <= index || offset < commit.offset) &&
    others.some(([at, offset]) => at < index && offset < commit.offset) &&
    others.every(([at, offset]) => at === index || offset < commit.offset)
  );
}

const anyEvent = (): boolean => true;
const isIssue = ({ issued }: Effect): boolean => issued > 0;

/** An earlier issue of the same coupon to another user. */
function earlierIssue(effect: Effect, index: number, { events }: History): Effect | null {
  const earlier = events
    .slice(0, index)
    .find(
      (event): event is Effect =>
        event.type === 'EffectCommitted' &&
        isIssue(event) &&
        event.couponId === effect.couponId &&
        event.userId !== effect.userId,
    );
  return earlier ?? null;
}

/** The next decision on the same coupon from the same partition. */
function nextDecision(effect: Effect, index: number, history: History): number | null {
  const later = indexesOf(
    history,
    'EffectCommitted',
    (each, at) =>
      at > index &&
      each.couponId === effect.couponId &&
      each.topic === effect.topic &&
      each.partition === effect.partition &&
      each.requestId !== effect.requestId,
  );
  return later[0] ?? null;
}

/** The decisions of two records are taken in the wrong order. */
const swapDecisions: Corruption = {
  name: 'two records of a coupon take effect in the wrong order',
  rule: 'order per key',
  apply(history, pick) {
    const fit = indexesOf(
      history,
      'EffectCommitted',
      (effect, index) => nextDecision(effect, index, history) !== null,
    );
    const index = chosen(fit, pick);
    if (index === null) return null;
    const first = history.events[index] as Effect;
    const later = nextDecision(first, index, history)!;
    const second = history.events[later] as Effect;
    const { atUs } = first;
    const early = spliced(history, index, 1, { ...second, atUs });
    return spliced(early, later, 1, { ...first, atUs: second.atUs });
  },
};

/** Of one coupon there was one piece less than was issued. */
const lowerStock: Corruption = {
  name: 'an issue beyond the stock',
  rule: 'never oversold',
  apply(history, pick) {
    const index = chosen(indexesOf(history, 'EffectCommitted', isIssue), pick);
    if (index === null) return null;
    const { couponId } = history.events[index] as Effect;
    const issued = indexesOf(history, 'EffectCommitted', (effect) => {
      return isIssue(effect) && effect.couponId === couponId;
    }).length;
    const coupons = { ...history.header.coupons, [couponId]: issued - 1 };
    return { header: { ...history.header, coupons }, events: history.events };
  },
};

/** A consumer that is not in possession of the partition polls it. */
const trespass: Corruption = {
  name: 'a poll of a consumer that was never assigned the partition',
  rule: 'every redelivery explained',
  apply(history, pick) {
    const index = chosen(indexesOf(history, 'Polled'), pick);
    if (index === null) return null;
    const poll = history.events[index] as EventOf<'Polled'>;
    const { groups } = history.header;
    const group = groups.find(({ consumers }) => consumers.includes(poll.process))!;
    // A process of the group that nothing is ever told of but this.
    const consumers = [...group.consumers, 'stranger'];
    const header = {
      ...history.header,
      groups: groups.map((each) => (each === group ? { ...each, consumers } : each)),
    };
    return spliced({ ...history, header }, index, 0, { ...poll, process: 'stranger' });
  },
};

/** Ways in which a history of a good run can be made wrong. */
export const CORRUPTIONS: readonly Corruption[] = [
  atOne('an effect twice', 'once per request', 'EffectCommitted', anyEvent, (effect) => [
    effect,
    effect,
  ]),
  atOne('an effect without its result', 'nothing lost', 'EffectCommitted', isPromised, (effect) => [
    { ...effect, outcome: '' },
  ]),
  atOne('a result lost', 'nothing lost', 'EffectCommitted', isPromised, () => []),
  atOne(
    'an effect on another request',
    'once per request',
    'EffectCommitted',
    anyEvent,
    (effect) => [{ ...effect, requestId: 'REQ-of-nobody' }],
  ),
  atOne(
    'an issue that the client is not told of',
    'once per request',
    'EffectCommitted',
    isIssue,
    (effect) => [{ ...effect, outcome: 'SOLD_OUT' }],
  ),
  atOne('an issue without a deduction', 'never oversold', 'EffectCommitted', isIssue, (effect) => [
    { ...effect, deducted: 0 },
  ]),
  atOne('a stock that does not go down', 'never oversold', 'EffectCommitted', isIssue, (effect) => [
    { ...effect, stockAfter: -2 },
  ]),
  atOne(
    'a second coupon for a user',
    'one coupon a user',
    'EffectCommitted',
    (effect, index, history) => isIssue(effect) && earlierIssue(effect, index, history) !== null,
    (effect, index, history) => [
      { ...effect, userId: earlierIssue(effect, index, history)!.userId },
    ],
  ),
  lowerStock,
  swapDecisions,
  atOne(
    'a commit beyond what was handled',
    'handled before committed',
    'OffsetStored',
    // A group that has polled nothing may commit where auto.offset.reset led to.
    (commit, index, history) => handledEnd(history, index, commit) > 0,
    (commit, index, history) => [{ ...commit, offset: handledEnd(history, index, commit) + 1 }],
  ),
  atOne('a poll that skips', 'every redelivery explained', 'Polled', isInMidAssignment, (poll) => [
    { ...poll, startOffset: poll.startOffset + 1, endOffset: poll.endOffset + 1 },
  ]),
  atOne(
    'a poll that goes back',
    'every redelivery explained',
    'Polled',
    isInMidAssignment,
    (poll) => [{ ...poll, startOffset: poll.startOffset - 1 }],
  ),
  atOne(
    'a poll that nobody tells of',
    'every redelivery explained',
    'Polled',
    isAmongPolls,
    () => [],
  ),
  atOne(
    'an assignment that nobody tells of',
    'every redelivery explained',
    'Assigned',
    isUsed,
    () => [],
  ),
  atOne(
    'an assignment that the group has not made',
    'every redelivery explained',
    'Assigned',
    isUsed,
    (assigned) => [{ ...assigned, generation: assigned.generation + 1000 }],
  ),
  trespass,
  atOne('a final commit lost', 'drained', 'OffsetStored', isFinalCommit, () => []),
];

/** True if the consumer polls by this assignment. */
function isUsed(assigned: EventOf<'Assigned'>, index: number, { events }: History): boolean {
  const holds = (topic: string, partition: number): boolean =>
    assigned.partitions.some((each) => each.topic === topic && each.partition === partition);
  for (const event of events.slice(index + 1)) {
    if (event.process !== assigned.process) continue;
    switch (event.type) {
      case 'Polled':
        if (holds(event.topic, event.partition)) return true;
        break;
      case 'Revoked':
      case 'Lost':
      case 'Started':
      case 'Crashed':
        return false;
      default:
        break;
    }
  }
  return false;
}
