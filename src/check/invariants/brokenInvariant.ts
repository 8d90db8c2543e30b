import { SimulationFailure } from '../../sim/errors.ts';
import { formatMoment } from '../formatMoment.ts';

/**
 * The failure of a run whose model has reached a state that Kafka cannot reach: a bug of the model,
 * never of the scenario. `what`: one plain sentence without its full stop.
 */
export function brokenInvariant(what: string, atUs: number): SimulationFailure {
  return new SimulationFailure(`broken invariant at ${formatMoment(atUs)}: ${what}`, atUs);
}
