import type { DifferenceRule } from './differenceRule.ts';
import { anomalyFollows } from './rules/anomalyFollows.ts';
import { clientReordersSends } from './rules/clientReordersSends.ts';
import { commitDuringRebalance } from './rules/commitDuringRebalance.ts';
import { commitErrorBySchedule } from './rules/commitErrorBySchedule.ts';
import { committedFollowsLogEnd } from './rules/committedFollowsLogEnd.ts';
import { coordinatorAway } from './rules/coordinatorAway.ts';
import { departureBySchedule } from './rules/departureBySchedule.ts';
import { duplicatesFollow } from './rules/duplicatesFollow.ts';
import { emptyPartitionCommitted } from './rules/emptyPartitionCommitted.ts';
import { equalShares } from './rules/equalShares.ts';
import { errorNamesOfClients } from './rules/errorNamesOfClients.ts';
import { expectationFollowsFacts } from './rules/expectationFollowsFacts.ts';
import { factBySchedule } from './rules/factBySchedule.ts';
import { finalFollowsOwners } from './rules/finalFollowsOwners.ts';
import { generationsBySchedule } from './rules/generationsBySchedule.ts';
import { generationsFollowOwners } from './rules/generationsFollowOwners.ts';
import { handedBackInMidBatch } from './rules/handedBackInMidBatch.ts';
import { inHandAtEnd } from './rules/inHandAtEnd.ts';
import { joinedAtNewCoordinator } from './rules/joinedAtNewCoordinator.ts';
import { keyInAnotherPartition } from './rules/keyInAnotherPartition.ts';
import { keyMovedByGrowth } from './rules/keyMovedByGrowth.ts';
import { keylessRecordsAnywhere } from './rules/keylessRecordsAnywhere.ts';
import { leftoverOfLastMember } from './rules/leftoverOfLastMember.ts';
import { logEndByGrowth } from './rules/logEndByGrowth.ts';
import { logEndFollowsKeys } from './rules/logEndFollowsKeys.ts';
import { membersThatWereThere } from './rules/membersThatWereThere.ts';
import { modelReordersSends } from './rules/modelReordersSends.ts';
import { noCommitWhileOut } from './rules/noCommitWhileOut.ts';
import { orderFollowsPartition } from './rules/orderFollowsPartition.ts';
import { orderLeftOpen } from './rules/orderLeftOpen.ts';
import { otherAssignor } from './rules/otherAssignor.ts';
import { outcomesByOrder } from './rules/outcomesByOrder.ts';
import { overtakenElsewhere } from './rules/overtakenElsewhere.ts';
import { ownersBySchedule } from './rules/ownersBySchedule.ts';
import { ownersFollowDepartures } from './rules/ownersFollowDepartures.ts';
import { redeliveredElsewhere } from './rules/redeliveredElsewhere.ts';
import { redeliveredBySchedule } from './rules/redeliveredBySchedule.ts';
import { retryWrittenTwice } from './rules/retryWrittenTwice.ts';
import { sameMembersOtherShares } from './rules/sameMembersOtherShares.ts';
import { serviceRuleBroken } from './rules/serviceRuleBroken.ts';
import { sessionNeverExpired } from './rules/sessionNeverExpired.ts';
import { slowHandlerByClient } from './rules/slowHandlerByClient.ts';
import { stepsInBetween } from './rules/stepsInBetween.ts';
import { suffixOfLostOwner } from './rules/suffixOfLostOwner.ts';
import { verdictFollowsFacts } from './rules/verdictFollowsFacts.ts';
import { zombieCommitStored } from './rules/zombieCommitStored.ts';

/**
 * All rules, in the order in which they are asked. First what a wrong model gives away, then what a
 * client is known for, then what Kafka leaves open, last what follows from other differences. Rules
 * that ask the simulator are heard only if no other can tell.
 */
export const DIFFERENCE_RULES: readonly DifferenceRule[] = [
  keyInAnotherPartition,
  modelReordersSends,
  sessionNeverExpired,
  zombieCommitStored,
  sameMembersOtherShares,
  serviceRuleBroken,
  clientReordersSends,
  slowHandlerByClient,
  otherAssignor,
  errorNamesOfClients,
  emptyPartitionCommitted,
  ownersFollowDepartures,
  inHandAtEnd,
  handedBackInMidBatch,
  keyMovedByGrowth,
  orderLeftOpen,
  logEndByGrowth,
  keylessRecordsAnywhere,
  retryWrittenTwice,
  equalShares,
  stepsInBetween,
  membersThatWereThere,
  suffixOfLostOwner,
  noCommitWhileOut,
  commitDuringRebalance,
  coordinatorAway,
  outcomesByOrder,
  overtakenElsewhere,
  orderFollowsPartition,
  logEndFollowsKeys,
  committedFollowsLogEnd,
  generationsFollowOwners,
  joinedAtNewCoordinator,
  finalFollowsOwners,
  redeliveredElsewhere,
  duplicatesFollow,
  anomalyFollows,
  verdictFollowsFacts,
  expectationFollowsFacts,
  departureBySchedule,
  ownersBySchedule,
  generationsBySchedule,
  redeliveredBySchedule,
  leftoverOfLastMember,
  commitErrorBySchedule,
  factBySchedule,
];
