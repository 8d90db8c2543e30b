import type { LatencyProfile, MeasuredLatency } from '../../scenario/latency/latencyProfile.ts';
import { ROUND_TRIPS } from '../../scenario/latency/latencyProfile.ts';
import { QUANTILE_KEYS } from '../../scenario/latency/latencyProfileShape.ts';

const NAME_WIDTH = 18;
const CELL_WIDTH = 8;
const US_A_MS = 1000;

/** A profile for the terminal, in milliseconds. */
export function profileTable({ roundTrip, store }: LatencyProfile): string {
  const head = line('milliseconds', QUANTILE_KEYS);
  const rows = ROUND_TRIPS.map((name) => line(name, cellsOf(roundTrip[name])));
  const { statement, commit } = store;
  return [
    head,
    ...rows,
    line('store statement', cellsOf(statement)),
    line('store commit', cellsOf(commit)),
  ].join('\n');
}

function cellsOf({ quantilesUs }: MeasuredLatency): string[] {
  return quantilesUs.map((us) => (us / US_A_MS).toFixed(2));
}

function line(name: string, cells: readonly string[]): string {
  return name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(CELL_WIDTH)).join('');
}
