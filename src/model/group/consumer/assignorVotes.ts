/** Server-side assignor to the number of members that ask for it. */
export type AssignorVotes = ReadonlyMap<string, number>;

/** A member asks for another assignor; null: for none. A name without votes is gone. */
export function moveVote(votes: Map<string, number>, from: string | null, to: string | null): void {
  if (from === to) return;
  if (from !== null) {
    const left = (votes.get(from) ?? 0) - 1;
    if (left > 0) votes.set(from, left);
    else votes.delete(from);
  }
  if (to !== null) votes.set(to, (votes.get(to) ?? 0) + 1);
}
