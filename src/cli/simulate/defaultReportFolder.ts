import { basename } from 'node:path';

/** Where a report goes if nobody says: `reports/rebalance-seed-7`. */
export function defaultReportFolder(scenarioPath: string, seed: number): string {
  const name = basename(scenarioPath).replace(/\.ya?ml$/i, '');
  return `reports/${name}-seed-${seed}`;
}
