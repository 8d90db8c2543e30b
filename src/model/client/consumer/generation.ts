/** A member's place in a group: `AbstractCoordinator.Generation`. */
export interface Generation {
  /** -1: none. */
  readonly generationId: number;
  /** '': none yet. */
  readonly memberId: string;
  /** The assignor chosen for the generation; null: none. */
  readonly protocolName: string | null;
}

/** No member of any generation. */
export const NO_GENERATION: Generation = { generationId: -1, memberId: '', protocolName: null };

/** True if both name the same member in the same generation. */
export function isSameGeneration(a: Generation, b: Generation): boolean {
  if (a === b) return true;
  return (
    a.generationId === b.generationId &&
    a.memberId === b.memberId &&
    a.protocolName === b.protocolName
  );
}
