import type { CollectedFacts } from '../collectFacts.ts';
import type { DifferenceRule } from '../differenceRule.ts';
import type { Departure } from '../evidence/departures.ts';
import { formatMoment } from '../../check/formatMoment.ts';
import { splitReading } from '../evidence/partitionName.ts';
import { isAlikeTime } from '../fact.ts';
import { modelWrong } from '../judgement.ts';

/** A silent member must be out after this multiple of the time that the other run took. */
const MARGIN = 2;

/** One of the runs removes a member that is dead or stands still, the other does not in time. */
export const sessionNeverExpired: DifferenceRule = {
  name: 'a session that did not expire',
  kinds: ['departures'],
  judge({ subject }, { simulated, real }) {
    const { group, partition: client } = splitReading(subject);
    const inReal = silentRemoval(real, group, client);
    const inModel = silentRemoval(simulated, group, client);
    if (inReal !== null && inModel === null) {
      const silentUs = silenceOf(simulated, group, client, inReal.state);
      if (silentUs < MARGIN * tookUs(inReal)) return null;
      return modelWrong(
        `Kafka removed ${client} ${formatMoment(tookUs(inReal))} after it was ${inReal.state}. ` +
          `In the model it was silent for ${formatMoment(silentUs)} and stayed a member.`,
        'the members of the stored assignments of both runs',
      );
    }
    if (inReal === null && inModel !== null) {
      const silentUs = silenceOf(real, group, client, inModel.state);
      if (silentUs < MARGIN * tookUs(inModel)) return null;
      return modelWrong(
        `The model removed ${client} ${formatMoment(tookUs(inModel))} after it was ` +
          `${inModel.state}. In Kafka it was silent for ${formatMoment(silentUs)} and stayed.`,
        'the members of the stored assignments of both runs',
      );
    }
    if (inReal === null || inModel === null) return null;
    if (isAlikeTime(tookUs(inReal), tookUs(inModel))) return null;
    return modelWrong(
      `The model removed ${client} ${formatMoment(tookUs(inModel))} after it was ` +
        `${inModel.state}, Kafka after ${formatMoment(tookUs(inReal))}.`,
      'the stored assignments of both runs',
    );
  },
};

/** The first removal of a member that was dead or stood still. */
function silentRemoval(run: CollectedFacts, group: string, client: string): Departure | null {
  return (
    run.departures.find(
      (one) =>
        one.group === group &&
        one.client === client &&
        (one.state === 'crashed' || one.state === 'paused') &&
        one.removedAtUs < Infinity,
    ) ?? null
  );
}

function tookUs({ removedAtUs, sinceUs }: Departure): number {
  return removedAtUs - sinceUs;
}

/**
 * How long a member was silent and kept its place: to the end of the trouble or of the run. A
 * process that was started again is another member: the old one stays silent.
 */
function silenceOf(run: CollectedFacts, group: string, client: string, state: string): number {
  const endUs = run.verdicts.facts.endUs;
  const spans = run.lives
    .outagesOf(client)
    .filter(({ trouble }) => trouble === state)
    .map(({ fromUs, untilUs, trouble }) =>
      trouble === 'crashed' ? endUs - fromUs : Math.min(untilUs, endUs) - fromUs,
    );
  const isMember = run.groups.some(
    (one) =>
      one.group === group &&
      one.assignments.some(({ members }) => members.some((member) => member.client === client)),
  );
  return isMember ? Math.max(0, ...spans) : 0;
}
