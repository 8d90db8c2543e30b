import type { Field, Shape } from '../parse/shape.ts';
import { integer, object, required, text } from '../parse/shape.ts';
import { characterProblem, duration } from '../parse/words.ts';
import type { MeasuredLatency, RoundTrip } from './latencyProfile.ts';
import { ROUND_TRIPS } from './latencyProfile.ts';

/** The keys of a measured latency, one for each of QUANTILES_PER_MILLION. */
export const QUANTILE_KEYS = ['min', 'p10', 'p50', 'p90', 'p99', 'p99.9', 'max'] as const;

const MOST_SAMPLES = 1_000_000_000;

const timeField = required(duration, 'The time at this quantile.');

const quantiles = object({
  samples: required(integer(1, MOST_SAMPLES), 'How often it was measured.'),
  min: timeField,
  p10: timeField,
  p50: timeField,
  p90: timeField,
  p99: timeField,
  'p99.9': timeField,
  max: timeField,
});

const measured: Shape<MeasuredLatency> = {
  schema: quantiles.schema,
  fallback: { samples: 1, quantilesUs: QUANTILE_KEYS.map(() => 0) },
  read(value, place) {
    const read = quantiles.read(value, place);
    const quantilesUs = QUANTILE_KEYS.map((key) => read[key]);
    const index = quantilesUs.findIndex((us, at) => at > 0 && us < quantilesUs[at - 1]!);
    if (index > 0)
      place.at(QUANTILE_KEYS[index]!).problem(`is less than ${QUANTILE_KEYS[index - 1]!}`);
    return { samples: read.samples, quantilesUs };
  },
};

function line(doc: string): Field<string> {
  return required(text({ maxLength: 200 }, 'a text', 200, characterProblem), doc);
}

const roundTripFields = Object.fromEntries(
  ROUND_TRIPS.map((name) => [name, required(measured, `The round trip of ${name}.`)]),
) as Readonly<Record<RoundTrip, Field<MeasuredLatency>>>;

/** A latency profile as a file. */
export const latencyProfileShape = object({
  title: line('One line.'),
  measured: line('The day.'),
  machine: line('What kind of machine it was.'),
  kafka: line('Version of Kafka.'),
  client: line('Client library and its version.'),
  database: line('Database and its version.'),
  'round-trip': required(object(roundTripFields), 'Requests to a broker, with their answers.'),
  store: required(
    object({
      statement: required(measured, 'A statement.'),
      commit: required(measured, 'The COMMIT.'),
    }),
    'Calls of the database.',
  ),
});
