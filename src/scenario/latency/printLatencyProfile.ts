import { Document, isMap } from 'yaml';
import { durationText } from '../parse/duration.ts';
import type { LatencyProfile, MeasuredLatency } from './latencyProfile.ts';
import { ROUND_TRIPS } from './latencyProfile.ts';
import { QUANTILE_KEYS } from './latencyProfileShape.ts';

/** Writes a profile as a file that `parseLatencyProfile` reads back as an equal one. */
export function printLatencyProfile(profile: LatencyProfile): string {
  const { title, measured, machine, kafka, client, database, roundTrip, store } = profile;
  const document = new Document({
    title,
    measured,
    machine,
    kafka,
    client,
    database,
    'round-trip': Object.fromEntries(ROUND_TRIPS.map((name) => [name, quantiles(roundTrip[name])])),
    store: { statement: quantiles(store.statement), commit: quantiles(store.commit) },
  });
  // A line a measurement.
  for (const section of ['round-trip', 'store']) {
    const map = document.get(section);
    if (!isMap(map)) continue;
    for (const { value } of map.items) if (isMap(value)) value.flow = true;
  }
  document.commentBefore = [
    " Latencies measured by 'partition-lab calibrate'. A scenario beside this folder names them:",
    '   latency: profiles/local-kafka-4.3.yaml',
  ].join('\n');
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function quantiles({ samples, quantilesUs }: MeasuredLatency): Record<string, string | number> {
  const times = QUANTILE_KEYS.map((key, index) => [key, durationText(quantilesUs[index]!)]);
  return { samples, ...(Object.fromEntries(times) as Record<string, string>) };
}
