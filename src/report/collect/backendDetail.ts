import type { HistoryEvent } from '../../history/event.ts';

/** What the backend of a run tells besides what its clients see. */
export interface BackendDetail {
  /** The coordinator's own record of commits: the truth about them. */
  readonly storedOffsets: boolean;
  /** The brokers' own record of what was written. */
  readonly appends: boolean;
  /** The coordinator's own record of assignments. */
  readonly assignments: boolean;
}

/** Looks until it has seen all: with the simulator that is early in the run. */
export function backendDetail(events: Iterable<HistoryEvent>): BackendDetail {
  const detail = { storedOffsets: false, appends: false, assignments: false };
  for (const { type } of events) {
    if (type === 'OffsetStored') detail.storedOffsets = true;
    else if (type === 'RecordsAppended') detail.appends = true;
    else if (type === 'AssignmentStored') detail.assignments = true;
    else continue;
    if (detail.storedOffsets && detail.appends && detail.assignments) break;
  }
  return detail;
}
