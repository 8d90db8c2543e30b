import type { RecordsSpec, RequestsSpec } from '../scenario.ts';
import { recordValue } from './recordValue.ts';
import {
  byKind,
  defined,
  integer,
  list,
  mapped,
  maybe,
  object,
  oneOf,
  optional,
  required,
  scalar,
  tagged,
} from './shape.ts';
import type { ReadOf, Shape } from './shape.ts';
import { duration, id, LIMITS, name } from './words.ts';

/** Between two sends of one request, and between two records, if the file does not say. */
export const DEFAULT_EVERY_US = { request: 50_000, records: 10_000 } as const;

/** Percentage of requests for the hot coupon, if the file does not say. */
export const DEFAULT_HOT_PERCENT = 80;

/** Which coupons are asked for, as the file writes it: `1..9` still stands for nine ids. */
interface CouponsDraft {
  readonly ids: readonly string[];
  readonly pick: 'cycle' | 'random' | 'hot';
  readonly hotPercent: number;
  /** The key under which the ids stand; '' if they stand alone. */
  readonly key: '' | 'cycle' | 'random' | 'others';
}

const couponIds = list(id, 1, LIMITS.coupons);

const coupons: Shape<CouponsDraft> = byKind<CouponsDraft>({
  text: mapped(couponIds, (ids) => ({ ids, pick: 'cycle', hotPercent: 0, key: '' })),
  list: mapped(couponIds, (ids) => ({ ids, pick: 'cycle', hotPercent: 0, key: '' })),
  map: tagged<CouponsDraft>(
    'a choice of coupons',
    {
      random: mapped(
        object({ random: required(couponIds, 'Each request takes one of these at random.') }),
        ({ random }) => ({ ids: random, pick: 'random', hotPercent: 0, key: 'random' }),
      ),
      hot: mapped(
        object({
          hot: required(id, 'The coupon that most requests are for.'),
          percent: optional(
            integer(0, 100),
            DEFAULT_HOT_PERCENT,
            'Per cent of the requests for the hot coupon.',
          ),
          others: optional(couponIds, [], 'The coupons that share the rest evenly.'),
        }),
        ({ hot, percent, others }) => ({
          ids: [hot, ...others],
          pick: 'hot',
          hotPercent: percent,
          key: 'others',
        }),
      ),
    },
    { ids: [], pick: 'cycle', hotPercent: 0, key: '' },
  ),
});

/** `of` null: as many as there are requests. */
interface UsersDraft {
  readonly pick: RequestsSpec['users']['pick'];
  readonly first: number;
  readonly of: number | null;
}

const USERS = /^(?:(distinct|shuffled)|random of ([1-9]\d{0,8}))(?: from (\d{1,9}))?$/;

const USERS_EXAMPLES = '"distinct", "distinct from 0", "shuffled" or "random of 50"';

const users: Shape<UsersDraft> = scalar(
  { type: 'string', pattern: '^(distinct|shuffled|random of [1-9][0-9]*)( from [0-9]+)?$' },
  USERS_EXAMPLES,
  { pick: 'distinct', first: 1, of: null },
  (written) => {
    const match = USERS.exec(written);
    if (match === null) return `is not a choice of users; write ${USERS_EXAMPLES}`;
    const [, pick, of, first = '1'] = match as unknown as [string, string?, string?, string?];
    if (of !== undefined) return { pick: 'random', first: Number(first), of: Number(of) };
    return { pick: pick as 'distinct' | 'shuffled', first: Number(first), of: null };
  },
);

const sends = optional(
  integer(1, LIMITS.sends),
  1,
  'How often each request is sent under one request id: a client that tries again.',
);
const topic = maybe(
  name,
  'The topic. Needed only if there are several besides dead-letter topics.',
);

const requests = mapped(
  object(
    {
      requests: required(integer(0, LIMITS.requests), 'How many requests.'),
      at: maybe(duration, 'All at this time.'),
      from: maybe(duration, 'The first requests come at this time.'),
      over: optional(duration, 0, 'They are spread over this time.'),
      arrival: maybe(
        oneOf(['uniform', 'burst', 'poisson']),
        'uniform: at even distances; poisson: at random; burst: all at once. ' +
          'Default: uniform with "over", else burst.',
      ),
      coupons: maybe(
        coupons,
        'The coupons asked for, in turn: a list, or a range 1..9. Default: all of them.',
      ),
      users: optional(
        users,
        { pick: 'distinct' as const, first: 1, of: null },
        'Who asks. Default: users 1, 2, 3, ...',
      ),
      topic,
      producers: maybe(
        list(name, 1, LIMITS.producers),
        'The producers that send, in turn. Default: all of them.',
      ),
      sends,
    },
    'Many coupon requests through the API of the service.',
  ),
  (draft) => ({ type: 'requests' as const, ...draft }),
);

const request = mapped(
  object(
    {
      coupon: required(id, 'The coupon.'),
      user: required(id, 'The user.'),
      request: maybe(id, 'The request id. Default: the service makes one.'),
      at: optional(duration, 0, 'When it is sent.'),
      sends,
      every: optional(duration, DEFAULT_EVERY_US.request, 'Time between two sends.'),
      topic,
      producer: maybe(name, 'The producer. Default: the first one.'),
    },
    'One coupon request.',
  ),
  (draft) => ({ type: 'request' as const, ...draft }),
);

const record: Shape<RecordsSpec['records'][number]> = object({
  key: maybe(id, 'The key. Default: none.'),
  value: required(recordValue, 'The value: text, or a map that is sent as JSON.'),
  partition: maybe(
    integer(0, LIMITS.partitions - 1),
    'The partition, chosen by the sender. Default: by the key.',
  ),
});

const records = mapped(
  object(
    {
      records: required(
        list(record, 1, LIMITS.records),
        'Records as a console producer sends them.',
      ),
      at: optional(duration, 0, 'When the first is sent.'),
      every: optional(duration, DEFAULT_EVERY_US.records, 'Time between two records.'),
      topic,
      producer: maybe(name, 'The producer. Default: the first one.'),
    },
    'Records with keys and values as written here.',
  ),
  (draft) => ({ type: 'records' as const, ...draft }),
);

type Draft = ReadOf<typeof requests> | ReadOf<typeof request> | ReadOf<typeof records>;

/** One entry of `workload`. */
export const workloadEntry: Shape<Draft> = defined(
  'workload',
  tagged<Draft>(
    'a workload',
    { requests, records, coupon: request, user: request, request },
    records.fallback,
  ),
);

/** An entry of `workload` as it stands in the file. */
export type WorkloadDraft = Draft;
