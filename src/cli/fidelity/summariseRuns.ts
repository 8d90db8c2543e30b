import type { Semantic } from '../../differences/semantics.ts';
import type { KnownDifference, ScenarioRecord, SemanticCount } from './fidelityRecord.ts';
import type { ReadDifferences, ReplayedOnce } from './replayedOnce.ts';

/** Values of differences are kept so long. */
const KEPT_LETTERS = 160;

/** What the runs of one scenario say together. */
export function summariseRuns(
  runs: readonly ReplayedOnce[],
  date: string,
  productVersion: string,
): ScenarioRecord {
  const compared = runs.flatMap((run) => (run.type === 'compared' ? [run.differences] : []));
  const failed = runs.flatMap((run) => (run.type === 'failed' ? [run.reason] : []));
  const refused = runs.find((run) => run.type === 'refused');
  const facts = compared.flatMap((run) => run.facts);
  const clients = compared.flatMap(({ client }) => (client === null ? [] : [nameOf(client)]));
  return {
    date,
    productVersion,
    runs: compared.length,
    faithful: compared.filter(({ isFaithful }) => isFaithful).length,
    facts: {
      compared: facts.reduce((sum, one) => sum + one.compared, 0),
      equal: facts.reduce((sum, one) => sum + one.equal, 0),
    },
    kafkaVersion: compared.at(-1)?.real.kafkaVersion ?? '',
    clients: [...new Set(clients)],
    timeScale: compared.at(-1)?.real.timeScale ?? 1,
    semantics: countSemantics(compared),
    differences: knownDifferences(compared),
    failures: [...new Set(failed)],
    failedRuns: failed.length,
    refused: refused?.reason ?? null,
  };
}

function nameOf({ name, version }: { readonly name: string; readonly version: string }): string {
  return version === '' ? name : `${name} ${version}`;
}

function countSemantics(runs: readonly ReadDifferences[]): ScenarioRecord['semantics'] {
  const counts: Partial<Record<Semantic, SemanticCount>> = {};
  for (const { semantics } of runs) {
    for (const { name, result } of semantics) {
      const count = counts[name] ?? { same: 0, allowed: 0, wrong: 0 };
      counts[name] = { ...count, [result]: count[result] + 1 };
    }
  }
  return counts;
}

/** One of each kind, class and rule, with the number of runs that showed it. */
function knownDifferences(runs: readonly ReadDifferences[]): readonly KnownDifference[] {
  const known = new Map<string, KnownDifference>();
  for (const { differences } of runs) {
    const seen = new Set<string>();
    for (const one of differences) {
      const key = `${one.class}\n${one.rule}\n${one.kind}`;
      const before = known.get(key);
      known.set(key, {
        class: one.class,
        rule: one.rule ?? '',
        kind: one.kind,
        runs: (before?.runs ?? 0) + (seen.has(key) ? 0 : 1),
        subject: before?.subject ?? one.subject,
        simulated: before?.simulated ?? shortened(one.simulated),
        real: before?.real ?? shortened(one.real),
        reason: before?.reason ?? one.reason,
      });
      seen.add(key);
    }
  }
  return [...known.values()];
}

function shortened(value: string | null): string {
  if (value === null) return '(none)';
  return value.length <= KEPT_LETTERS ? value : `${value.slice(0, KEPT_LETTERS)}…`;
}
