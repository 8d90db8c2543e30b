import type { Anomaly } from '../../check/anomaly.ts';
import type { Fact } from '../fact.ts';

/** How often each anomaly was seen. */
export function anomalyFacts(anomalies: readonly Anomaly[]): readonly Fact[] {
  return anomalies.map(({ name, count }) => ({
    kind: 'anomaly',
    subject: name,
    value: String(count),
  }));
}
