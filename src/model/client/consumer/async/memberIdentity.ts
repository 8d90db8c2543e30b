/**
 * Who a member says it is in its commits. Mirrors `CommitRequestManager.MemberInfo`: without a
 * valid epoch it commits as if it were in no group.
 */
export class MemberIdentity {
  readonly groupId: string;
  /** Made by the client, and the same for its whole life. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  private currentEpoch: number | null = null;
  private hasHadEpoch = false;

  constructor(groupId: string, memberId: string, groupInstanceId: string | null) {
    this.groupId = groupId;
    this.memberId = memberId;
    this.groupInstanceId = groupInstanceId;
  }

  /** The last epoch that the coordinator gave; null: none that is valid now. */
  get epoch(): number | null {
    return this.currentEpoch;
  }

  /** True once the epoch has changed for the first time: only then commits name the member. */
  get epochKnown(): boolean {
    return this.hasHadEpoch;
  }

  onEpoch(epoch: number | null): void {
    this.currentEpoch = epoch;
    this.hasHadEpoch = true;
  }
}
