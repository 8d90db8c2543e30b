import { CONSUMER_CONFIG_KEYS } from '../../model/client/consumer/consumerConfigKeys.ts';
import type { ApiName } from '../../model/protocol/requests.ts';
import type { FaultAction } from '../scenario.ts';
import { configShape } from './configShape.ts';
import { DEFINITION_NAME } from './jsonSchema.ts';
import { didYouMean } from './problem.ts';
import {
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
import type { Field, ReadOf, Shape } from './shape.ts';
import { duration, durationRange, later, LIMITS, name, positiveDuration } from './words.ts';
import {
  parseWorkPointPhrase,
  PHRASE_CHOICE,
  PHRASE_EXAMPLES,
  PHRASE_PATTERN,
} from './workPointPhrase.ts';
import type { WorkPointPhrase } from './workPointPhrase.ts';

const IS_API: Readonly<Record<ApiName, true>> = {
  Metadata: true,
  InitProducerId: true,
  Produce: true,
  Fetch: true,
  ListOffsets: true,
  OffsetForLeaderEpoch: true,
  FindCoordinator: true,
  JoinGroup: true,
  SyncGroup: true,
  Heartbeat: true,
  LeaveGroup: true,
  ConsumerGroupHeartbeat: true,
  OffsetCommit: true,
  OffsetFetch: true,
};

/** Kafka's names of the requests that a message fault can strike. */
export const API_NAMES = Object.keys(IS_API) as readonly ApiName[];

type MessageAction = Extract<FaultAction, { readonly type: 'message' }>;

const trigger = {
  at: maybe(duration, 'Strikes at this time.'),
  when: maybe<WorkPointPhrase>(
    scalar(
      { [DEFINITION_NAME]: 'pointOfWork', type: 'string', pattern: PHRASE_PATTERN },
      PHRASE_EXAMPLES,
      { point: 'polled', record: null, occurrence: 1, process: null },
      parseWorkPointPhrase,
    ),
    `Strikes when a consumer reaches this point of its work: ${PHRASE_CHOICE}`,
  ),
};

const lasts = required(positiveDuration, 'How long it lasts.');
const mayLast = maybe(positiveDuration, 'How long it lasts. Default: until "count" is used up.');

/** A message of one API, in one direction. */
interface MessageKind {
  readonly direction: MessageAction['direction'];
  readonly api: ApiName;
}

function message(doc: string): Field<MessageKind> {
  const apis = API_NAMES.join('|');
  return required(
    scalar<MessageKind>(
      { type: 'string', pattern: `^(request|response) of (${apis})$` },
      '"request of Produce" or "response of OffsetCommit"',
      { direction: 'request', api: 'Produce' },
      (written) => {
        const match = /^(request|response) of (\w+)$/.exec(written);
        if (match === null)
          return 'is no kind of message; write for example "response of OffsetCommit"';
        const [, direction, api] = match as unknown as [string, MessageAction['direction'], string];
        const known = API_NAMES.find((name) => name === api);
        if (known !== undefined) return { direction, api: known };
        const meant = didYouMean(api, API_NAMES);
        return `is about an unknown request; known: ${API_NAMES.join(', ')}${meant}`;
      },
    ),
    doc,
  );
}

const ofMessages = {
  between: required(list(name, 2, 2), 'The client and the broker, such as [c1, broker-1].'),
  for: mayLast,
  count: maybe(
    integer(1, LIMITS.records),
    'How many messages. Default: 1, or all of them with "for".',
  ),
  ...trigger,
};

/** Kafka configs of a consumer, in the file or from a later start on. */
export const consumerConfig = configShape('consumerConfig', CONSUMER_CONFIG_KEYS);

const newConfig = {
  config: optional(
    consumerConfig,
    {},
    'Kafka configs with which a consumer starts again; they win over those that it had.',
  ),
};

const crash = mapped(
  object(
    {
      crash: required(name, 'The process that is killed, as by kill -9.'),
      restart: maybe(later, 'When it is started again, such as "20s later". Default: never.'),
      ...newConfig,
      ...trigger,
    },
    'A process is killed.',
  ),
  (draft) => ({ type: 'crash' as const, ...draft }),
);

const restart = mapped(
  object(
    {
      restart: required(name, 'The process that was killed and starts again.'),
      ...newConfig,
      ...trigger,
    },
    'A process that was killed starts again: at a time, or when a consumer reaches a point.',
  ),
  (draft) => ({ type: 'restart' as const, ...draft }),
);

const pause = mapped(
  object(
    {
      pause: required(
        name,
        'The process that stops for a while and goes on as if nothing had been.',
      ),
      for: lasts,
      ...trigger,
    },
    'A process is paused: a long garbage collection, a frozen machine.',
  ),
  (draft) => ({ type: 'pause' as const, ...draft }),
);

const leave = mapped(
  object(
    {
      leave: required(name, 'The consumer that ends its work in an orderly way.'),
      rejoin: maybe(later, 'When it comes back, such as "20s later". Default: never.'),
      ...newConfig,
      ...trigger,
    },
    'A consumer finishes, commits, closes and leaves its group.',
  ),
  (draft) => ({ type: 'leave' as const, ...draft }),
);

const join = mapped(
  object(
    { join: required(name, 'The consumer that starts.'), ...newConfig, ...trigger },
    'A consumer starts that was not running.',
  ),
  (draft) => ({ type: 'join' as const, ...draft }),
);

const slow = mapped(
  object(
    {
      slow: required(name, 'The consumer that becomes slow.'),
      by: required(durationRange, 'So much longer for each record.'),
      for: lasts,
      ...trigger,
    },
    'A consumer needs longer for each record.',
  ),
  (draft) => ({ type: 'slow' as const, ...draft }),
);

const drop = mapped(
  object({ drop: message('The messages that are lost.'), ...ofMessages }, 'Messages are lost.'),
  (draft) => ({
    type: 'message' as const,
    effect: 'drop' as const,
    message: draft.drop,
    by: 0,
    ...draft,
  }),
);

const delay = mapped(
  object(
    {
      delay: message('The messages that are late.'),
      by: required(positiveDuration, 'How late.'),
      ...ofMessages,
    },
    'Messages are late.',
  ),
  (draft) => ({
    type: 'message' as const,
    effect: 'delay' as const,
    message: draft.delay,
    ...draft,
  }),
);

const cut = mapped(
  object(
    { cut: message('The message in whose stead the connection breaks.'), ...ofMessages },
    'A connection breaks in the middle of an exchange.',
  ),
  (draft) => ({
    type: 'message' as const,
    effect: 'cut' as const,
    message: draft.cut,
    by: 0,
    ...draft,
  }),
);

const isolate = mapped(
  object(
    {
      isolate: required(list(name, 1, LIMITS.consumers), 'The processes on one side.'),
      from: maybe(
        list(name, 1, LIMITS.consumers),
        'Those on the other side. Default: all brokers.',
      ),
      for: lasts,
      ...trigger,
    },
    'Nothing passes between two sides of the network; connections stay open and go silent.',
  ),
  (draft) => ({ type: 'isolate' as const, ...draft }),
);

const store = mapped(
  object(
    {
      store: required(
        oneOf(['unavailable', 'lost-commit', 'slow']),
        'unavailable: statements fail; lost-commit: nobody is told whether COMMIT was done; ' +
          'slow: statements take longer.',
      ),
      process: maybe(name, 'The consumer whose connections are struck. Default: all.'),
      by: maybe(durationRange, 'With slow: so much longer for each statement.'),
      count: maybe(
        integer(1, LIMITS.records),
        'How many statements. Default: 1, or all of them with "for".',
      ),
      for: mayLast,
      ...trigger,
    },
    'The database fails or is slow.',
  ),
  (draft) => ({ type: 'store' as const, ...draft }),
);

const addPartitions = mapped(
  object(
    {
      addPartitions: required(name, 'The topic that gets more partitions.'),
      to: required(integer(2, LIMITS.partitions), 'How many it has then.'),
      ...trigger,
    },
    'A topic gets more partitions.',
  ),
  (draft) => ({ type: 'add-partitions' as const, ...draft }),
);

const KINDS = {
  // First: "restart" beside it says when it comes back.
  crash,
  restart,
  pause,
  leave,
  join,
  slow,
  drop,
  delay,
  cut,
  isolate,
  store,
  addPartitions,
};

/** A fault as it stands in the file. */
export type FaultDraft = ReadOf<(typeof KINDS)[keyof typeof KINDS]>;

/** One entry of `faults`. */
export const faultEntry: Shape<FaultDraft> = defined(
  'fault',
  tagged<FaultDraft>('a fault', KINDS, crash.fallback),
);

/** What must be said of when a fault strikes. */
export const TRIGGER_WORDS = `it needs "at: 12s" or "when: effect of my-topic-0@7 is written"`;
