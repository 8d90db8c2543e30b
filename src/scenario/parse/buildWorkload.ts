import type {
  CouponChoice,
  RecordsSpec,
  RequestSpec,
  RequestsSpec,
  WorkloadSpec,
} from '../scenario.ts';
import type { Declared } from './declared.ts';
import { MAX_DURATION_US, TOO_LONG } from './duration.ts';
import { expandIds } from './idRange.ts';
import type { Place } from './place.ts';
import { quote } from './problem.ts';
import { LIMITS } from './words.ts';
import type { WorkloadDraft } from './workloadShape.ts';

type RequestsDraft = Extract<WorkloadDraft, { readonly type: 'requests' }>;
type RequestDraft = Extract<WorkloadDraft, { readonly type: 'request' }>;
type RecordsDraft = Extract<WorkloadDraft, { readonly type: 'records' }>;

/** What is meant where a workload names nobody in particular. */
interface Everybody {
  readonly coupons: readonly string[];
  readonly producers: readonly string[];
}

/** Turns the `workload` section into what is sent, and checks every name in it. */
export function buildWorkload(
  drafts: readonly WorkloadDraft[],
  place: Place,
  declared: Declared,
  deadLetterTopics: ReadonlySet<string>,
): WorkloadSpec[] {
  const onlyTopic = declared.defaultTopic(deadLetterTopics);
  const all: Everybody = { coupons: [...declared.coupons], producers: [...declared.producers] };
  let requestCount = 0;
  let choiceCount = 0;
  return drafts.map((draft, index) => {
    const at = place.at(index);
    const topic = topicOf(draft.topic, onlyTopic, at, declared);
    requestCount += requestsIn(draft);
    if (endOf(draft) > MAX_DURATION_US) at.problem(`the whole of it ${TOO_LONG}`);
    if (requestCount > LIMITS.requests)
      at.problem(`the workload has more than ${LIMITS.requests} requests`);
    switch (draft.type) {
      case 'requests': {
        const isTooMuch = choiceCount > LIMITS.choices;
        const said = isTooMuch ? { ...draft, coupons: null } : draft;
        const spec = buildRequests(said, topic, at, declared, all);
        if (said.coupons !== null) choiceCount += spec.coupons.ids.length;
        if (!isTooMuch && choiceCount > LIMITS.choices)
          at.problem(`the workload lists more than ${LIMITS.choices} coupons, ranges counted out`);
        return spec;
      }
      case 'request':
        return buildRequest(draft, topic, at, declared, all);
      case 'records':
        return buildRecords(draft, topic, at, declared, all);
    }
  });
}

function buildRequest(
  draft: RequestDraft,
  topic: string,
  place: Place,
  declared: Declared,
  all: Everybody,
): RequestSpec {
  declared.checkCoupon(draft.coupon, place.at('coupon'));
  const { at: atUs, sends, every, request, coupon, user } = draft;
  return {
    type: 'request',
    atUs,
    topic,
    producer: producerOf(draft.producer, place, declared, all),
    requestId: request,
    couponId: coupon,
    userId: user,
    sends,
    everyUs: every,
  };
}

function buildRecords(
  draft: RecordsDraft,
  topic: string,
  place: Place,
  declared: Declared,
  all: Everybody,
): RecordsSpec {
  for (const [number, { partition }] of draft.records.entries()) {
    if (partition === null || !declared.topics.has(topic)) continue;
    declared.checkPartition(topic, partition, place.at('records', number, 'partition'));
  }
  return {
    type: 'records',
    atUs: draft.at,
    everyUs: draft.every,
    topic,
    producer: producerOf(draft.producer, place, declared, all),
    records: draft.records,
  };
}

/** When the last of it is sent. */
function endOf(draft: WorkloadDraft): number {
  switch (draft.type) {
    case 'requests':
      return (draft.at ?? draft.from ?? 0) + draft.over;
    case 'request':
      return draft.at + draft.every * (draft.sends - 1);
    case 'records':
      return draft.at + draft.every * (draft.records.length - 1);
  }
}

function requestsIn(draft: WorkloadDraft): number {
  switch (draft.type) {
    case 'requests':
      return draft.requests * draft.sends;
    case 'request':
      return draft.sends;
    case 'records':
      return draft.records.length;
  }
}

function topicOf(
  written: string | null,
  onlyTopic: string | null,
  place: Place,
  declared: Declared,
): string {
  // Of an entry that could not be read at all, nothing more is worth saying.
  if (place.isBroken) return '';
  if (written === null) {
    if (onlyTopic === null && declared.topics.size > 0) {
      place.at('topic').problem('"topic" is missing, and there are several to choose from');
    } else if (onlyTopic === null) {
      place.at('topic').problem('there is no topic to send to; declare one under "topics"');
    }
    return onlyTopic ?? '';
  }
  declared.checkTopic(written, place.at('topic'));
  return written;
}

function producerOf(
  written: string | null,
  place: Place,
  declared: Declared,
  all: Everybody,
): string {
  if (written === null) return all.producers[0] ?? '';
  declared.checkProducer(written, place.at('producer'));
  return written;
}

function buildRequests(
  draft: RequestsDraft,
  topic: string,
  place: Place,
  declared: Declared,
  all: Everybody,
): RequestsSpec {
  for (const [index, name] of (draft.producers ?? []).entries()) {
    declared.checkProducer(name, place.at('producers', index));
  }
  const { pick, first, of } = draft.users;
  return {
    type: 'requests',
    ...timesOf(draft, place),
    count: draft.requests,
    topic,
    producers: draft.producers ?? all.producers,
    coupons: couponsOf(draft.coupons, place.at('coupons'), declared, all),
    users: { pick, first, of: of ?? draft.requests },
    sends: draft.sends,
  };
}

function timesOf(
  draft: RequestsDraft,
  place: Place,
): Pick<RequestsSpec, 'fromUs' | 'overUs' | 'arrival'> {
  const { at, from, over } = draft;
  if (at !== null && from !== null)
    place.at('from').keyProblem('"at" and "from" exclude each other');
  if (at !== null && over > 0)
    place.at('over').keyProblem('"at" means all at once; write "from" with "over"');
  const arrival = draft.arrival ?? (over > 0 ? 'uniform' : 'burst');
  if (arrival === 'burst' && over > 0)
    place.at('arrival').problem('a burst comes all at once; leave "over" out');
  if (arrival !== 'burst' && over === 0)
    place.at('arrival').problem(`${arrival} arrival needs "over", such as over: 2s`);
  return { fromUs: at ?? from ?? 0, overUs: over, arrival };
}

function couponsOf(
  draft: RequestsDraft['coupons'],
  place: Place,
  declared: Declared,
  all: Everybody,
): CouponChoice {
  if (draft === null) {
    if (all.coupons.length === 0)
      place.problem('there is no coupon to ask for; declare one under "coupons"');
    return { ids: all.coupons, pick: 'cycle', hotPercent: 0 };
  }
  const ids: string[] = [];
  const under = draft.key === '' ? place : place.at(draft.key);
  for (const [index, written] of draft.ids.entries()) {
    const isHot = draft.pick === 'hot' && index === 0;
    const at = isHot ? place.at('hot') : under.at(draft.pick === 'hot' ? index - 1 : index);
    const expanded = isHot ? [written] : expandIds(written);
    if (expanded === null)
      at.problem(`${quote(written)} is not a range of ids; write for example 1..9`);
    for (const couponId of expanded ?? []) {
      declared.checkCoupon(couponId, at);
      ids.push(couponId);
    }
    if (ids.length > LIMITS.coupons) {
      place.problem(`there are more than ${LIMITS.coupons} coupons to choose from`);
      break;
    }
  }
  return { ids, pick: draft.pick, hotPercent: draft.hotPercent };
}
