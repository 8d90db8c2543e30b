import type { ExposureCounts } from '../../check/exposures.ts';

/** Situations that a run may be in, in words, in the order of their interest. */
export const EXPOSURE_WORDS: Readonly<Record<keyof ExposureCounts, string>> = {
  crashesBetweenEffectAndCommit: 'crash between effect and commit',
  crashesInHandler: 'crash with a record in hand',
  crashes: 'crash',
  pauses: 'pause',
  zombieEffects: 'effect of a zombie',
  rebalancesInMidBatch: 'rebalance in mid-batch',
  refusedCommits: 'commit refused',
  earlyCommits: 'commit before the record was handled',
  redeliveries: 'record delivered again',
  redeliveriesAfterEffect: 'record delivered again after its effect',
  duplicatesDetected: 'duplicate recognised',
  failedAttempts: 'failed attempt at a record',
};
