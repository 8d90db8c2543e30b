import type { ArmFacts, DisturbanceCost } from './armFacts.ts';
import { newArmFacts } from './armFacts.ts';
import type { ArmParts } from './armParts.ts';
import type { FaultExposure } from './faultExposures.ts';
import { faultExposures } from './faultExposures.ts';

/** What the arms of a comparison have in common. */
export interface ComparisonSubject {
  readonly title: string;
  readonly lesson: string;
  readonly scenarioPath: string;
  readonly seed: number;
  readonly productVersion: string;
  readonly kafkaVersion: string;
  /** The command that makes the same comparison again. */
  readonly replay: string;
}

/** The same disturbance in every arm; null where it did not happen. */
export interface DisturbanceRow {
  readonly text: string;
  readonly byArm: readonly (DisturbanceCost | null)[];
}

/** One workload and one fault tape under several protocols. */
export interface Comparison {
  readonly subject: ComparisonSubject;
  readonly arms: readonly ArmFacts[];
  /** In the order of the first arm, then of the others. */
  readonly disturbances: readonly DisturbanceRow[];
  /** One for each fault of the file. */
  readonly exposures: readonly FaultExposure[];
  /** The end of the longest run: where time axes end. */
  readonly endUs: number;
}

/** Compares runs: each is read once, and what it took in memory may go. */
export function newComparison(subject: ComparisonSubject, parts: readonly ArmParts[]): Comparison {
  const arms = parts.map(newArmFacts);
  return {
    subject,
    arms,
    disturbances: disturbanceRows(arms),
    exposures: faultExposures(arms),
    endUs: Math.max(1, ...arms.map(({ marks }) => marks.endUs)),
  };
}

function disturbanceRows(arms: readonly ArmFacts[]): readonly DisturbanceRow[] {
  const rows = new Map<
    string,
    { text: string; earliestUs: number; byArm: (DisturbanceCost | null)[] }
  >();
  arms.forEach((arm, at) => {
    for (const cost of arm.disturbances) {
      const key = keyInFile(cost, arm);
      let row = rows.get(key);
      if (row === undefined) {
        row = { text: cost.text, earliestUs: cost.atUs, byArm: arms.map(() => null) };
        rows.set(key, row);
      }
      row.earliestUs = Math.min(row.earliestUs, cost.atUs);
      row.byArm[at] = cost;
    }
  });
  return [...rows.values()].sort((a, b) => a.earliestUs - b.earliestUs);
}

/**
 * A fault that struck another consumer than in the file disturbs the group in the same way: from
 * then on the two have changed places.
 */
function keyInFile({ deeds, atUs }: DisturbanceCost, arm: ArmFacts): string {
  const swap = (process: string): string => {
    for (const { number, movedFrom, movedTo } of arm.faults) {
      const struckUs = arm.moments.find(({ fault }) => fault === number)?.atUs ?? Infinity;
      if (movedFrom === '' || atUs < struckUs) continue;
      if (process === movedTo) return movedFrom;
      if (process === movedFrom) return movedTo;
    }
    return process;
  };
  return deeds
    .map(({ process, deed, nth }) => `${swap(process)} ${deed} ${nth}`)
    .sort()
    .join(', ');
}
