import { countOf } from '../../check/formatMoment.ts';
import type { RunComparison } from '../compareRuns.ts';
import type { Difference } from '../difference.ts';
import { FACT_KINDS } from '../fact.ts';
import type { DifferenceClass } from '../judgement.ts';
import { DIFFERENCE_CLASSES, FAILING_CLASSES } from '../judgement.ts';

/** What a class means, in one sentence for those who see the report for the first time. */
export const CLASS_WORDS: Readonly<Record<DifferenceClass, string>> = {
  unexplained: 'No rule can show what it means. It counts as a failure until one can.',
  'model wrong': 'The simulator does what Kafka does not: it has to be mended.',
  'service bug': 'The service broke a promise that it keeps whatever Kafka does.',
  'client-specific':
    'The client library of the real run does it otherwise than the Java client, which is modelled.',
  'allowed nondeterminism':
    'Kafka leaves it open: an order or a time that may be otherwise in the next run.',
};

/** How a run is called beside the other one. */
export function sideNames({ real, client }: RunComparison): {
  readonly simulated: string;
  readonly real: string;
} {
  const backend = real.header.backend === 'kafka' ? 'Kafka' : 'other run';
  const by = client === null ? '' : ` (${client.name}${client.version && ` ${client.version}`})`;
  return { simulated: 'simulator', real: `${backend}${by}` };
}

/** The result in one sentence. */
export function overallWords(comparison: RunComparison): string {
  const { compared, equal } = totalsOf(comparison);
  const { differences } = comparison;
  if (differences.length === 0) return `Both runs agree in all ${countOf(compared, 'fact')}.`;
  const failing = differences.filter((one) => FAILING_CLASSES.has(one.class));
  const agreed = `Both runs agree in ${equal} of ${countOf(compared, 'fact')}`;
  if (failing.length === 0) {
    const { length } = differences;
    const rest = length === 1 ? 'the other one is' : `the other ${length} are`;
    return `${agreed}; ${rest} what Kafka or its client leaves open.`;
  }
  const count = countOf(failing.length, 'difference');
  return `${agreed}; ${count} must be looked at: ${countedClasses(failing)}.`;
}

/** How many facts were compared and are equal, of all kinds together. */
export function totalsOf({ counts }: RunComparison): {
  readonly compared: number;
  readonly equal: number;
} {
  const all = FACT_KINDS.map((kind) => counts[kind]);
  return {
    compared: all.reduce((sum, one) => sum + one.compared, 0),
    equal: all.reduce((sum, one) => sum + one.equal, 0),
  };
}

/** Differences by class, what must be looked at first. Classes without one are left out. */
export function byClass(
  differences: readonly Difference[],
): readonly { readonly name: DifferenceClass; readonly differences: readonly Difference[] }[] {
  return DIFFERENCE_CLASSES.map((name) => ({
    name,
    differences: differences.filter((one) => one.class === name),
  })).filter((group) => group.differences.length > 0);
}

function countedClasses(differences: readonly Difference[]): string {
  return byClass(differences)
    .map((group) => `${group.differences.length} ${group.name}`)
    .join(', ');
}

/** How many words of a list are shown on each side of the first that differs. */
const SHOWN_BEFORE = 3;
const SHOWN_AFTER = 9;
/** Values that are not longer are shown whole. */
const WHOLE = 90;

/** Both values for people: long lists are shown from shortly before the first difference. */
export function shownValues({ simulated, real }: Pick<Difference, 'simulated' | 'real'>): {
  readonly simulated: string;
  readonly real: string;
} {
  const values = [simulated ?? '(none)', real ?? '(none)'];
  if (values.every((value) => value.length <= WHOLE)) {
    return { simulated: values[0]!, real: values[1]! };
  }
  const words = values.map((value) => value.split(' '));
  let first = 0;
  while (first < words[0]!.length && words[0]![first] === words[1]![first]) first++;
  const from = Math.max(0, first - SHOWN_BEFORE);
  const [shown, shownReal] = words.map((list) => {
    const cut = list.slice(from, first + SHOWN_AFTER);
    const before = from > 0 ? [`… ${from} alike …`] : [];
    const after = list.length > first + SHOWN_AFTER ? ['…'] : [];
    return [...before, ...cut, ...after].join(' ');
  });
  return { simulated: shown!, real: shownReal! };
}
