import type { PartitionState } from '../../model/broker/clusterState.ts';
import { brokenInvariant } from './brokenInvariant.ts';
import type { ModelView } from './modelView.ts';

/**
 * The leadership of one partition: its epoch only rises, and no epoch has two leaders; the leader
 * is a live replica in sync; the epochs of the log are in order and none is later than the
 * leader's.
 */
export class LeaderInvariants {
  private readonly state: PartitionState;
  private leaderEpoch = -1;
  private leaderId = -1;

  constructor(state: PartitionState) {
    this.state = state;
  }

  /** After an election. */
  checkElection(view: ModelView, atUs: number): void {
    this.check(atUs);
    const { leaderId, replicas, isr } = this.state;
    for (const brokerId of isr) {
      if (!replicas.includes(brokerId))
        throw this.broken(`broker ${brokerId} is in sync and no replica`, atUs);
    }
    if (leaderId >= 0 && !isr.includes(leaderId))
      throw this.broken('its leader is not in sync', atUs);
    if (leaderId >= 0 && !view.isBrokerLive(leaderId))
      throw this.broken('its leader is not alive', atUs);
    this.checkEpochsOfLog(atUs);
  }

  /** After every change. */
  check(atUs: number): void {
    const { leaderEpoch, leaderId } = this.state;
    if (leaderEpoch < this.leaderEpoch)
      throw this.broken(`its leader epoch fell from ${this.leaderEpoch} to ${leaderEpoch}`, atUs);
    if (leaderEpoch === this.leaderEpoch && leaderId !== this.leaderId)
      throw this.broken(`broker ${this.leaderId} leads it in the same epoch`, atUs);
    this.leaderEpoch = leaderEpoch;
    this.leaderId = leaderId;
  }

  private checkEpochsOfLog(atUs: number): void {
    const { log, leaderEpoch } = this.state;
    const entries = log.epochs.all();
    for (let index = 1; index < entries.length; index++) {
      const before = entries[index - 1]!;
      const entry = entries[index]!;
      if (entry.epoch <= before.epoch || entry.startOffset < before.startOffset)
        throw this.broken(`epoch ${entry.epoch} follows epoch ${before.epoch} in its log`, atUs);
    }
    if (log.epochs.latestEpoch > leaderEpoch)
      throw this.broken(`its log knows epoch ${log.epochs.latestEpoch}`, atUs);
  }

  private broken(what: string, atUs: number): Error {
    const { topic, partition, leaderId, leaderEpoch } = this.state;
    const leader = leaderId < 0 ? 'no leader' : `leader ${leaderId}`;
    const where = `${leader}, leader epoch ${leaderEpoch}`;
    return brokenInvariant(`${topic}-${partition} (${where}): ${what}`, atUs);
  }
}
