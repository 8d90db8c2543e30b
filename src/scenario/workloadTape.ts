import type { RandomStream, RandomStreams } from '../sim/randomStream.ts';
import type { CouponChoice, RequestsSpec, UserChoice, WorkloadSpec } from './scenario.ts';

/** One thing that the workload does at one time. Both backends play the same tape. */
export type TapeEntry =
  | {
      readonly type: 'request';
      readonly atUs: number;
      readonly producer: string;
      readonly topic: string;
      /** Requests with equal numbers are sends of one request. */
      readonly request: number;
      /** null: the service makes an id at the first send, the others repeat it. */
      readonly requestId: string | null;
      readonly couponId: string;
      readonly userId: string;
      /** Another send of this request comes later. */
      readonly isSentAgain: boolean;
    }
  | {
      readonly type: 'record';
      readonly atUs: number;
      readonly producer: string;
      readonly topic: string;
      readonly key: string | null;
      readonly value: string;
      readonly partition: number | null;
    };

/** Between two sends of one request in a `requests` workload that asks for several. */
const RESEND_INTERVAL_US = 50_000;

/**
 * The workload of a scenario as one tape in order of time. Drawn from the stream `workload` only,
 * so that the same seed gives the same tape whatever else the run does. Entries are made as they
 * are asked for: a million requests are never in memory at once.
 */
export function* workloadTape(
  workload: readonly WorkloadSpec[],
  random: RandomStreams,
): Iterable<TapeEntry> {
  let requestCount = 0;
  const sources = workload.map((spec, index) => {
    const firstRequest = requestCount;
    if (spec.type === 'requests') requestCount += spec.count;
    else if (spec.type === 'request') requestCount += 1;
    return entriesOf(spec, firstRequest, random.stream(`workload-${index}`))[Symbol.iterator]();
  });
  const heads = sources.map(takeNext);
  for (;;) {
    let earliest = -1;
    for (let index = 0; index < heads.length; index++) {
      const head = heads[index];
      const best = earliest < 0 ? null : heads[earliest];
      if (head && (!best || head.atUs < best.atUs)) earliest = index;
    }
    if (earliest < 0) return;
    yield heads[earliest]!;
    heads[earliest] = takeNext(sources[earliest]!);
  }
}

function takeNext(source: Iterator<TapeEntry>): TapeEntry | null {
  const next = source.next();
  return next.done === true ? null : next.value;
}

function entriesOf(
  spec: WorkloadSpec,
  firstRequest: number,
  random: RandomStream,
): Iterable<TapeEntry> {
  switch (spec.type) {
    case 'requests':
      return requestsOf(spec, firstRequest, random);
    case 'request':
      return Array.from({ length: spec.sends }, (_, send) => ({
        type: 'request' as const,
        atUs: spec.atUs + send * spec.everyUs,
        producer: spec.producer,
        topic: spec.topic,
        request: firstRequest,
        requestId: spec.requestId,
        couponId: spec.couponId,
        userId: spec.userId,
        isSentAgain: send + 1 < spec.sends,
      }));
    case 'records':
      return spec.records.map(({ key, value, partition }, index) => ({
        type: 'record' as const,
        atUs: spec.atUs + index * spec.everyUs,
        producer: spec.producer,
        topic: spec.topic,
        key,
        value,
        partition,
      }));
  }
}

function* requestsOf(
  spec: RequestsSpec,
  firstRequest: number,
  random: RandomStream,
): Iterable<TapeEntry> {
  const times = arrivalTimes(spec, random);
  const pickUser = userPicker(spec.users, spec.count, random);
  const resends: (TapeEntry & { type: 'request' })[] = [];
  for (let index = 0; index < spec.count; index++) {
    const atUs = times[index]!;
    while (resends.length > 0 && resends[0]!.atUs <= atUs) yield resends.shift()!;
    const entry = {
      type: 'request' as const,
      atUs,
      producer: spec.producers[index % spec.producers.length]!,
      topic: spec.topic,
      request: firstRequest + index,
      requestId: null,
      couponId: pickCoupon(spec.coupons, index, random),
      userId: String(pickUser(index)),
      isSentAgain: spec.sends > 1,
    };
    yield entry;
    for (let send = 1; send < spec.sends; send++) {
      const isSentAgain = send + 1 < spec.sends;
      resends.push({ ...entry, atUs: atUs + send * RESEND_INTERVAL_US, isSentAgain });
    }
    if (spec.sends > 2) resends.sort((a, b) => a.atUs - b.atUs);
  }
  yield* resends;
}

/**
 * Times in ascending order. A Poisson process, given how many arrive, is that many uniform times.
 */
function arrivalTimes(spec: RequestsSpec, random: RandomStream): Float64Array {
  const times = new Float64Array(spec.count);
  for (let index = 0; index < spec.count; index++) {
    times[index] = spec.fromUs + arrivalOffset(spec, index, random);
  }
  return spec.arrival === 'poisson' ? times.sort() : times;
}

function arrivalOffset(spec: RequestsSpec, index: number, random: RandomStream): number {
  switch (spec.arrival) {
    case 'burst':
      return 0;
    case 'uniform':
      return Math.floor((index * spec.overUs) / spec.count);
    case 'poisson':
      return spec.overUs === 0 ? 0 : random.below(spec.overUs);
  }
}

function pickCoupon(choice: CouponChoice, index: number, random: RandomStream): string {
  const { ids } = choice;
  switch (choice.pick) {
    case 'cycle':
      return ids[index % ids.length]!;
    case 'random':
      return ids[random.below(ids.length)]!;
    case 'hot':
      if (ids.length === 1 || random.below(100) < choice.hotPercent) return ids[0]!;
      return ids[1 + random.below(ids.length - 1)]!;
  }
}

function userPicker(
  choice: UserChoice,
  count: number,
  random: RandomStream,
): (index: number) => number {
  switch (choice.pick) {
    case 'distinct':
      return (index) => choice.first + index;
    case 'random':
      return () => choice.first + random.below(choice.of);
    case 'shuffled': {
      const order = random.shuffle(Array.from({ length: count }, (_, index) => index));
      return (index) => choice.first + order[index]!;
    }
  }
}
