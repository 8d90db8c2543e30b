/** What a difference means. Only the first three classes are found out by rules. */
export type DifferenceClass =
  'model wrong' | 'service bug' | 'client-specific' | 'allowed nondeterminism' | 'unexplained';

/** The classes in the order in which reports tell of them: what must be looked at comes first. */
export const DIFFERENCE_CLASSES: readonly DifferenceClass[] = [
  'unexplained',
  'model wrong',
  'service bug',
  'client-specific',
  'allowed nondeterminism',
];

/** Classes that make a comparison fail. */
export const FAILING_CLASSES: ReadonlySet<DifferenceClass> = new Set<DifferenceClass>([
  'unexplained',
  'model wrong',
  'service bug',
]);

/** What a rule found out about a difference. */
export interface Judgement {
  readonly class: Exclude<DifferenceClass, 'unexplained'>;
  /** Why, in one or two plain sentences. */
  readonly reason: string;
  /** What shows it: an argument over both histories, a schedule of the simulator, a trial. */
  readonly shownBy: string;
}

/** The simulator does what Kafka does not. */
export function modelWrong(reason: string, shownBy: string): Judgement {
  return { class: 'model wrong', reason, shownBy };
}

/** Kafka leaves it open. */
export function allowed(reason: string, shownBy: string): Judgement {
  return { class: 'allowed nondeterminism', reason, shownBy };
}

/** The client of the real run does it otherwise than the one that is modelled. */
export function clientSpecific(reason: string, shownBy: string): Judgement {
  return { class: 'client-specific', reason, shownBy };
}

/** The service did what it must not. */
export function serviceBug(reason: string, shownBy: string): Judgement {
  return { class: 'service bug', reason, shownBy };
}
