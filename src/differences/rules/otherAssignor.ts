import type { DifferenceRule } from '../differenceRule.ts';
import { shareSizes, stepsOf } from '../evidence/shareOuts.ts';
import { clientSpecific } from '../judgement.ts';

/** The client of the real run brings an assignor of its own. */
export const otherAssignor: DifferenceRule = {
  name: 'another assignor',
  kinds: ['owners', 'final assignment'],
  judge({ subject: group }, { simulated, real, client }) {
    const inReal = stepsOf(real, group);
    const inModel = stepsOf(simulated, group);
    const ofReal = new Set(inReal.map(({ protocol }) => protocol).filter((one) => one !== ''));
    const ofModel = new Set(inModel.map(({ protocol }) => protocol).filter((one) => one !== ''));
    if (client === null || ofReal.size === 0 || ofModel.size === 0) return null;
    if ([...ofReal].some((protocol) => ofModel.has(protocol))) return null;
    const [last, lastOfModel] = [inReal.at(-1)!, inModel.at(-1)!];
    if (shareSizes(last) !== shareSizes(lastOfModel)) return null;
    return clientSpecific(
      `${client.name} shares out by ${[...ofReal].join(', ')}, the model by ` +
        `${[...ofModel].join(', ')}: another assignor gives the partitions to others.`,
      `the stored assignments name the assignor; shares at the end: ${shareSizes(last)} in both`,
    );
  },
};
