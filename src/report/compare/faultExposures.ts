import { formatSeconds } from '../text/formatTime.ts';
import { countOf } from '../text/nameRecords.ts';
import type { ArmFacts } from './armFacts.ts';
import type { ArmFault } from './armParts.ts';
import type { FaultMoment } from './faultMoments.ts';

/** What one fault did to one arm. */
export interface ArmExposure {
  readonly protocol: string;
  readonly isStruck: boolean;
  /** null: it did not come to strike. */
  readonly atUs: number | null;
  /** The kind of moment, or why it had no effect, in words; the same words: the same kind. */
  readonly kind: string;
  /** The process that was struck; '': none in particular. */
  readonly victim: string;
  /** The consumer of the file, if another one was struck in its place; else ''. */
  readonly movedFrom: string;
}

/** One fault of the tape in every arm. */
export interface FaultExposure {
  readonly number: number;
  readonly text: string;
  readonly byArm: readonly ArmExposure[];
  /** Every arm was struck, and at the same kind of moment. */
  readonly isEqual: boolean;
  /** Arms that it did not strike. */
  readonly missed: readonly string[];
}

/** What each fault did to each arm. The arms have the same faults. */
export function faultExposures(arms: readonly ArmFacts[]): readonly FaultExposure[] {
  const [first] = arms;
  return (first?.faults ?? []).map(({ number, text }, at) => {
    const byArm = arms.map((arm) => exposureOf(arm, arm.faults[at]!));
    const missed = byArm.filter(({ isStruck }) => !isStruck).map(({ protocol }) => protocol);
    const kinds = new Set(byArm.map(({ kind }) => kind));
    return { number, text, byArm, missed, isEqual: missed.length === 0 && kinds.size === 1 };
  });
}

function exposureOf(arm: ArmFacts, fault: ArmFault): ArmExposure {
  const moment = arm.moments.find((one) => one.fault === fault.number) ?? null;
  const { protocol } = arm;
  const { movedFrom } = fault;
  const exposure = { protocol, movedFrom, victim: moment?.process ?? '' };
  if (moment === null) {
    const kind = 'it never came to the point at which it strikes';
    return { ...exposure, isStruck: false, atUs: null, kind };
  }
  const { atUs } = moment;
  const objection = objectionTo(fault, moment);
  if (objection !== '') return { ...exposure, isStruck: false, atUs, kind: objection };
  return { ...exposure, isStruck: true, atUs, kind: kindOf(fault, moment) };
}

/** Why a fault that came to strike had no effect; '': it had. */
function objectionTo({ hits, isOnProcess, text }: ArmFault, moment: FaultMoment): string {
  if (!isOnProcess) return hits === 0 ? 'what it strikes was never sent while it was in force' : '';
  if (moment.work === null) return '';
  const starts = /^(?:start|restart) /.test(text);
  if (starts) return moment.isRunning ? 'it was running already' : '';
  return moment.isRunning ? '' : 'it was not running';
}

function kindOf({ isOnProcess }: ArmFault, { work, isRebalancing }: FaultMoment): string {
  const group = isRebalancing ? 'in mid-rebalance' : 'the group stable';
  const isOfConsumer = isOnProcess && work !== null;
  return isOfConsumer ? `${work}, ${group}` : group;
}

/** One line for one arm: `at 13.137 s: c1 with records in hand, the group stable`. */
export function exposureText({ isStruck, atUs, kind, victim, movedFrom }: ArmExposure): string {
  const when = atUs === null ? '' : `at ${formatSeconds(atUs)}: `;
  if (!isStruck) return `missed. ${when}${kind}`;
  const who = victim === '' ? '' : `${victim} `;
  const moved = movedFrom === '' ? '' : ` (${victim} had what ${movedFrom} has in the file)`;
  return `${when}${who}${kind}${moved}`;
}

/** Whether all arms were exposed to the same faults, in one or two sentences. */
export function exposureSentence(exposures: readonly FaultExposure[]): string {
  if (exposures.length === 0) return 'There is no fault: all arms had the same run of things.';
  const missing = exposures.filter(({ missed }) => missed.length > 0);
  if (missing.length > 0) {
    const named = missing.map(
      ({ number, missed }) => `fault ${number} missed ${missed.join(', ')}`,
    );
    return `No: ${named.join('; ')}. What differs there may be luck, not the protocol.`;
  }
  const unequal = exposures.filter(({ isEqual }) => !isEqual).map(({ number }) => number);
  const all = exposures.length === 1 ? 'The fault' : `All ${countOf(exposures.length, 'fault')}`;
  if (unequal.length === 0) return `Yes. ${all} struck every arm, at the same kind of moment.`;
  return (
    `${all} struck every arm; but fault ${unequal.join(', ')} did not find them all at the same ` +
    'kind of moment.'
  );
}
