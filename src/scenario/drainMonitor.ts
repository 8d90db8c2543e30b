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
  private readonly sendsUnderWay: () => number;
  private readonly endOffsets = new Map<string, Map<number, number>>();
  private readonly committed = new Map<string, Map<string, Map<number, number>>>();
  /** Requests and sends without an answer: in all, and by process, since a crash gives them up. */
  private openCount = 0;
  private readonly openByProcess = new Map<string, number>();

  /**
   * `sendsUnderWay`: how many requests of producers are on the wire. With acks=0 a producer is done
   * with a record that has not arrived.
   */
  constructor(groups: readonly GroupView[], sendsUnderWay: () => number) {
    this.groups = groups;
    this.sendsUnderWay = sendsUnderWay;
    for (const { group } of groups) this.committed.set(group, new Map());
  }

  onEvent(event: HistoryEvent): void {
    switch (event.type) {
      case 'RequestSubmitted':
      case 'SendStarted':
        this.addOpen(event.process, 1);
        break;
      case 'RequestAccepted':
      case 'RequestRefused':
      case 'Produced':
      case 'ProduceFailed':
        this.addOpen(event.process, -1);
        break;
      case 'Crashed':
        // What a dead process had open is never answered.
        this.addOpen(event.process, -(this.openByProcess.get(event.process) ?? 0));
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

  /** True if nothing is left to do. */
  isDrained(): boolean {
    if (this.openCount > 0 || this.sendsUnderWay() > 0) return false;
    for (const view of this.groups) {
      if (!this.isCaughtUp(view) || !view.isIdle() || !view.isSettled()) return false;
    }
    return true;
  }

  private addOpen(process: string, count: number): void {
    this.openCount += count;
    this.openByProcess.set(process, (this.openByProcess.get(process) ?? 0) + count);
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
