import { durationText } from '../parse/duration.ts';
import { collapseIds } from '../parse/idRange.ts';
import { DEFAULT_EVERY_US, DEFAULT_HOT_PERCENT } from '../parse/workloadShape.ts';
import type { RequestsSpec, Scenario, WorkloadSpec } from '../scenario.ts';
import type { Printable, PrintableMap } from './yamlEntries.ts';
import { entries, oneOrMore, unless, word } from './yamlEntries.ts';

/** One entry of `workload`. `onlyTopic`: the topic that is meant where none is named. */
export function workloadEntries(
  spec: WorkloadSpec,
  scenario: Scenario,
  onlyTopic: string | null,
): PrintableMap {
  const producers = scenario.producers.map(({ name }) => name);
  const topic = unless(spec.topic === onlyTopic, spec.topic);
  switch (spec.type) {
    case 'requests':
      return entries({
        ...timeEntries(spec),
        requests: spec.count,
        coupons: couponEntries(spec.coupons, scenario),
        users: usersText(spec),
        topic,
        producers: unless(isSame(spec.producers, producers), oneOrMore(spec.producers)),
        sends: unless(spec.sends === 1, spec.sends),
      });
    case 'request':
      return entries({
        at: unless(spec.atUs === 0, durationText(spec.atUs)),
        request: spec.requestId === null ? null : word(spec.requestId),
        coupon: word(spec.couponId),
        user: word(spec.userId),
        sends: unless(spec.sends === 1, spec.sends),
        every: unless(spec.everyUs === DEFAULT_EVERY_US.request, durationText(spec.everyUs)),
        topic,
        producer: unless(spec.producer === producers[0], spec.producer),
      });
    case 'records':
      return entries({
        at: unless(spec.atUs === 0, durationText(spec.atUs)),
        every: unless(spec.everyUs === DEFAULT_EVERY_US.records, durationText(spec.everyUs)),
        topic,
        producer: unless(spec.producer === producers[0], spec.producer),
        records: spec.records.map(({ key, value, partition }) =>
          entries({ key: key === null ? null : word(key), value, partition }),
        ),
      });
  }
}

function timeEntries({
  arrival,
  fromUs,
  overUs,
}: RequestsSpec): Readonly<Record<string, Printable | null>> {
  if (arrival === 'burst') return { at: unless(fromUs === 0, durationText(fromUs)) };
  return {
    from: unless(fromUs === 0, durationText(fromUs)),
    over: durationText(overUs),
    arrival: unless(arrival === 'uniform', arrival),
  };
}

function couponEntries(
  { pick, ids, hotPercent }: RequestsSpec['coupons'],
  scenario: Scenario,
): Printable | null {
  const written = (list: readonly string[]): Printable => oneOrMore(collapseIds(list).map(word));
  switch (pick) {
    case 'cycle': {
      const all = scenario.coupons.map(({ couponId }) => couponId);
      return unless(isSame(ids, all), written(ids));
    }
    case 'random':
      return entries({ random: written(ids) });
    case 'hot':
      return entries({
        hot: word(ids[0]!),
        percent: unless(hotPercent === DEFAULT_HOT_PERCENT, hotPercent),
        others: unless(ids.length === 1, written(ids.slice(1))),
      });
  }
}

function usersText({ users: { pick, first, of } }: RequestsSpec): string | null {
  if (pick === 'distinct' && first === 1) return null;
  const from = first === 1 ? '' : ` from ${first}`;
  return pick === 'random' ? `random of ${of}${from}` : `${pick}${from}`;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
