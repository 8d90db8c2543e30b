import type { RunComparison } from '../compareRuns.ts';
import type { OwnerStep } from '../evidence/ownerSteps.ts';
import { commonSteps } from '../evidence/shareOuts.ts';
import type { FactKind, Information } from '../fact.ts';
import { FACT_KINDS } from '../fact.ts';

/** How many facts of one kind there are. */
export interface FactRow {
  readonly kind: FactKind;
  readonly compared: number;
  readonly equal: number;
  readonly different: number;
}

/** The kinds of facts that either run has. */
export function factRows({ counts }: RunComparison): readonly FactRow[] {
  return FACT_KINDS.filter((kind) => counts[kind].compared > 0).map((kind) => {
    const { compared, equal } = counts[kind];
    return { kind, compared, equal, different: compared - equal };
  });
}

/** How long the same partition stood still in both runs; null: it did not in that run. */
export interface TakeoverRow {
  readonly subject: string;
  readonly simulatedUs: number | null;
  readonly realUs: number | null;
}

/** Times to take over, those of the same occasion side by side. */
export function takeoverRows({ simulatedTimes, realTimes }: RunComparison): readonly TakeoverRow[] {
  const reals = new Map(realTimes.map((one) => [one.subject, one]));
  const simulateds = new Map(simulatedTimes.map((one) => [one.subject, one]));
  const subjects = new Set([...simulateds.keys(), ...reals.keys()]);
  return [...subjects].sort().map((subject) => ({
    subject,
    simulatedUs: usOf(simulateds.get(subject)),
    realUs: usOf(reals.get(subject)),
  }));
}

function usOf(information: Information | undefined): number | null {
  return information?.us ?? null;
}

/** One share-out of a group in each run; null: that run had fewer. */
export interface ShareOutRow {
  readonly simulated: OwnerStep | null;
  readonly real: OwnerStep | null;
}

/** The share-outs of each group in both runs, those that are equal in one row. */
export function shareOutRows({
  simulated,
  real,
}: RunComparison): readonly { readonly group: string; readonly rows: readonly ShareOutRow[] }[] {
  return simulated.groups.map(({ group, steps }) => {
    const others = real.groups.find((one) => one.group === group)?.steps ?? [];
    return { group, rows: alignSteps(steps, others) };
  });
}

/** Equal share-outs side by side, in the order of both runs; the others beside nothing. */
function alignSteps(lefts: readonly OwnerStep[], rights: readonly OwnerStep[]): ShareOutRow[] {
  const rows: ShareOutRow[] = [];
  let [left, right] = [0, 0];
  const ends = { left: lefts.length, right: rights.length };
  for (const common of [...commonSteps(lefts, rights), ends]) {
    while (left < common.left) rows.push({ simulated: lefts[left++]!, real: null });
    while (right < common.right) rows.push({ simulated: null, real: rights[right++]! });
    if (common !== ends) rows.push({ simulated: lefts[left++]!, real: rights[right++]! });
  }
  return rows;
}
