import type { HistoryEvent, HistorySink } from '../history/event.ts';

/** What the monitor asks the world about a group. */
export interface GroupView {
  readonly group: string;
  readonly topics: readonly string[];
  /** True if the group is Stable, or Empty with no consumer alive. */
  isSettled(): boolean;
  /** True if every live consumer of the group waits in poll with nothing buffered. */
  isIdle(): boolean;
  /**
   * True if the owner of the partition has read up to `endOffset` although nothing was committed.
   */
  hasReadTo(topic: string, partition: number, endOffset: number): boolean;
}

/**
 * Knows when the system has come to rest: everything sent is answered, every group has committed
 * all there is, its members wait for more, and no rebalance is under way. Follows the history, so
 * that asking costs nothing while nothing changes.
 */
export class DrainMonitor implements HistorySink {
  private readonly groups: readonly GroupView[];
  private readonly endOffsets = new Map<string, Map<number, number>>();
  private readonly committed = new Map<string, Map<string, Map<number, number>>>();
  private openSends = 0;
  private openRequests = 0;

  constructor(groups: readonly GroupView[]) {
    this.groups = groups;
    for (const { group } of groups) this.committed.set(group, new Map());
  }

  onEvent(event: HistoryEvent): void {
    switch (event.type) {
      case 'RequestSubmitted':
        this.openRequests++;
        break;
      case 'RequestAccepted':
      case 'RequestRefused':
        this.openRequests--;
        break;
      case 'SendStarted':
        this.openSends++;
        break;
      case 'Produced':
      case 'ProduceFailed':
        this.openSends--;
        break;
      case 'RecordsAppended':
        setOffset(this.endOffsets, event.topic, event.partition, event.baseOffset + event.count);
        break;
      case 'OffsetStored': {
        const topics = this.committed.get(event.group);
        if (topics !== undefined) setOffset(topics, event.topic, event.partition, event.offset);
        break;
      }
      default:
        break;
    }
  }

  /** The producers of a crashed process never answer: what it had open is given up. */
  forgetProducer(openRequests: number, openSends: number): void {
    this.openRequests -= openRequests;
    this.openSends -= openSends;
  }

  /** True if nothing is left to do. */
  isDrained(): boolean {
    if (this.openSends > 0 || this.openRequests > 0) return false;
    for (const view of this.groups) {
      if (!this.isCaughtUp(view) || !view.isIdle() || !view.isSettled()) return false;
    }
    return true;
  }

  private isCaughtUp(view: GroupView): boolean {
    const committed = this.committed.get(view.group)!;
    for (const topic of view.topics) {
      const ends = this.endOffsets.get(topic);
      if (ends === undefined) continue;
      for (const [partition, endOffset] of ends) {
        const offset = committed.get(topic)?.get(partition);
        if (
          offset === undefined ? !view.hasReadTo(topic, partition, endOffset) : offset < endOffset
        )
          return false;
      }
    }
    return true;
  }
}

function setOffset(
  topics: Map<string, Map<number, number>>,
  topic: string,
  partition: number,
  offset: number,
): void {
  let partitions = topics.get(topic);
  if (partitions === undefined) {
    partitions = new Map();
    topics.set(topic, partitions);
  }
  partitions.set(partition, offset);
}
