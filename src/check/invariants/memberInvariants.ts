import { brokenInvariant } from './brokenInvariant.ts';
import type { LiveGroup } from './modelView.ts';

/**
 * The members of a group fit its state, and nobody is waited for without an end: whoever may vanish
 * has a timer that removes him.
 */
export function checkMembers(group: LiveGroup, atUs: number): void {
  const broken = (what: string): Error => {
    const { groupId, state, generationId } = group;
    return brokenInvariant(`${groupId} (${state}, generation ${generationId}): ${what}`, atUs);
  };
  const members = group.members.values();
  let awaitingJoinCount = 0;
  for (const member of members) {
    const { memberId, awaitingJoin, awaitingSync, sessionTimer } = member;
    if (awaitingJoin !== null) awaitingJoinCount++;
    if (!sessionTimer.isSet && awaitingJoin === null && awaitingSync === null)
      throw broken(`member ${memberId} has no session timer and no request that waits`);
  }
  if (awaitingJoinCount !== group.awaitingJoinCount) {
    const count = `counts ${group.awaitingJoinCount} members that wait in JoinGroup`;
    throw broken(`it ${count}, and there are ${awaitingJoinCount}`);
  }
  for (const [memberId, timer] of group.pendingJoin) {
    if (group.members.has(memberId)) throw broken(`${memberId} is a member and yet to be one`);
    if (!timer.isSet) throw broken(`member id ${memberId} is handed out for ever`);
  }
  const problem = leaderProblem(group) || stateProblem(group);
  if (problem !== '') throw broken(problem);
}

function leaderProblem({ leaderId, members }: LiveGroup): string {
  if (leaderId === null) return members.size === 0 ? '' : 'it has members and no leader';
  return members.has(leaderId) ? '' : `its leader ${leaderId} is no member`;
}

function stateProblem(group: LiveGroup): string {
  const { state, members, pendingSync, syncTimer, joinTimer, initialDelayTimer } = group;
  // Kafka goes on waiting for the former id of a static member that was replaced, so the ids waited
  // for need not be members.
  if (pendingSync.size > 0 && !syncTimer.isSet) return 'it waits for SyncGroup for ever';
  switch (state) {
    case 'Empty':
      return members.size === 0 ? '' : `it has ${members.size} members`;
    case 'PreparingRebalance':
      return joinTimer.isSet || initialDelayTimer.isSet ? '' : 'it waits for JoinGroup for ever';
    case 'CompletingRebalance':
    case 'Stable':
      if (members.size === 0) return 'it has no members';
      return group.protocolName === null ? 'it has no assignor' : '';
    case 'Dead':
      return '';
  }
}
