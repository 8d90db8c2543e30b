import type { GroupObserver } from '../../../src/model/group/groupObserver.ts';

/** Hears nothing; tests override what they want to know. */
export function silentObserver<Assigned>(
  heard: Partial<GroupObserver<Assigned>> = {},
): GroupObserver<Assigned> {
  const nothing = (): void => {};
  return {
    onGroupStateChanged: nothing,
    onMemberAdded: nothing,
    onMemberRemoved: nothing,
    onAssignmentStored: nothing,
    onOffsetStored: nothing,
    onOffsetLoaded: nothing,
    onOffsetRefused: nothing,
    ...heard,
  };
}
