import type { ApiName } from '../../model/protocol/requests.ts';
import type { Latency } from '../../sim/latency.ts';

/**
 * Latencies that `partition-lab calibrate` has measured on a real Kafka and a real database, so
 * that a scenario's times rest on something. All times are in integer microseconds.
 */
export interface LatencyProfile {
  readonly title: string;
  /** The day, `2026-11-26`. */
  readonly measured: string;
  /** What kind of machine, in plain words. */
  readonly machine: string;
  /** Versions of Kafka, its client and the database. */
  readonly kafka: string;
  readonly client: string;
  readonly database: string;
  /** From a request that leaves the client to its answer, at the client's end of the wire. */
  readonly roundTrip: Readonly<Record<RoundTrip, MeasuredLatency>>;
  /** From a call of the service to its result. */
  readonly store: { readonly statement: MeasuredLatency; readonly commit: MeasuredLatency };
}

/**
 * What is measured of Kafka. `produce-acks-0` has no answer: it is the time until the client says
 * that the record is sent.
 */
export const ROUND_TRIPS = [
  'heartbeat',
  'fetch',
  'offset-commit',
  'produce-acks-0',
  'produce-acks-1',
  'produce-acks-all',
] as const;

/** One of them. */
export type RoundTrip = (typeof ROUND_TRIPS)[number];

/** Quantiles of so many samples: one time for each of QUANTILES_PER_MILLION, ascending. */
export interface MeasuredLatency {
  readonly samples: number;
  readonly quantilesUs: readonly number[];
}

/** A profile in the simulator's terms. */
export interface ProfileLatencies {
  /** One way between client and broker. */
  readonly clientBroker: Latency;
  /** How long a broker takes for an answer, besides the way. */
  readonly handling: readonly { readonly api: ApiName; readonly latency: Latency }[];
  readonly statement: Latency;
  readonly commit: Latency;
}

/**
 * What a profile means on the simulator. A heartbeat asks next to nothing of a broker: half of its
 * round trip is the way. What another request takes longer than that, at equal quantiles, is the
 * broker's work on it.
 *
 * Simplified: Produce takes as long with acks=1 as with acks=all, which on one broker is so.
 */
export function profileLatencies({ roundTrip, store }: LatencyProfile): ProfileLatencies {
  const way = roundTrip.heartbeat.quantilesUs;
  const work = (api: ApiName, { quantilesUs }: MeasuredLatency): ProfileLatencies['handling'] => {
    let longestUs = 0;
    const restUs = quantilesUs.map((us, index) => {
      // Quantiles ascend; their differences need not.
      longestUs = Math.max(longestUs, us - way[index]!);
      return longestUs;
    });
    return longestUs === 0 ? [] : [{ api, latency: latencyOf(restUs) }];
  };
  return {
    clientBroker: latencyOf(way.map((us) => Math.round(us / 2))),
    handling: [
      ...work('Fetch', roundTrip.fetch),
      ...work('OffsetCommit', roundTrip['offset-commit']),
      ...work('Produce', roundTrip['produce-acks-all']),
    ],
    statement: latencyOf(store.statement.quantilesUs),
    commit: latencyOf(store.commit.quantilesUs),
  };
}

function latencyOf(quantilesUs: readonly number[]): Latency {
  return { minUs: quantilesUs[0]!, maxUs: quantilesUs.at(-1)!, quantilesUs };
}
