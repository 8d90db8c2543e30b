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
  private readonly groups = new Map<string, GroupProgress>();
  private readonly sendsUnderWay: () => number;
  /** Requests and sends without an answer: in all, and by process, since a crash gives them up. */
  private openCount = 0;
  private readonly openByProcess = new Map<string, OpenCount>();
  private lastProcess: OpenCount;

  /**
   * `sendsUnderWay`: how many requests of producers are on the wire. With acks=0 a producer is done
   * with a record that has not arrived.
   */
  constructor(groups: readonly GroupView[], sendsUnderWay: () => number) {
    this.sendsUnderWay = sendsUnderWay;
    this.lastProcess = this.openOf('');
    for (const view of groups) this.groups.set(view.group, new GroupProgress(view));
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
        this.addOpen(event.process, -this.openOf(event.process).count);
        break;
      case 'RecordsAppended': {
        const { topic, partition, baseOffset, count } = event;
        for (const group of this.groups.values())
          group.onAppended(topic, partition, baseOffset + count);
        break;
      }
      case 'OffsetStored':
        this.groups.get(event.group)?.onStored(event.topic, event.partition, event.offset);
        break;
      default:
        break;
    }
  }

  /** True if nothing is left to do. */
  isDrained(): boolean {
    if (this.openCount > 0 || this.sendsUnderWay() > 0) return false;
    for (const group of this.groups.values()) if (!group.isAtRest()) return false;
    return true;
  }

  private addOpen(process: string, count: number): void {
    this.openCount += count;
    this.openOf(process).count += count;
  }

  private openOf(process: string): OpenCount {
    if (this.lastProcess?.process === process) return this.lastProcess;
    let open = this.openByProcess.get(process);
    if (open === undefined) {
      open = { process, count: 0 };
      this.openByProcess.set(process, open);
    }
    this.lastProcess = open;
    return open;
  }
}

/** How much of a process has no answer yet. */
interface OpenCount {
  readonly process: string;
  count: number;
}

/** How far a group is with one partition. */
interface PartitionProgress {
  readonly topic: string;
  readonly partition: number;
  /** 0: nothing was appended. */
  endOffset: number;
  /** -1: nothing was committed. */
  committedOffset: number;
}

/** How far a group is with all it reads. */
class GroupProgress {
  private readonly view: GroupView;
  private readonly partitions = new Map<string, PartitionProgress[]>();
  /** Partitions with a commit that is behind the end: while there is one, nothing else matters. */
  private behindCount = 0;
  /** Partitions with records and without any commit. */
  private readonly uncommitted = new Set<PartitionProgress>();

  constructor(view: GroupView) {
    this.view = view;
    for (const topic of view.topics) this.partitions.set(topic, []);
  }

  onAppended(topic: string, partition: number, endOffset: number): void {
    const progress = this.find(topic, partition);
    if (progress === null) return;
    const wasBehind = isBehind(progress);
    progress.endOffset = endOffset;
    this.onChanged(progress, wasBehind);
  }

  onStored(topic: string, partition: number, offset: number): void {
    const progress = this.find(topic, partition);
    if (progress === null) return;
    const wasBehind = isBehind(progress);
    progress.committedOffset = offset;
    this.onChanged(progress, wasBehind);
  }

  /** True if all is committed, or read where nothing is, and the members wait for more. */
  isAtRest(): boolean {
    const { view } = this;
    if (this.behindCount > 0) return false;
    for (const { topic, partition, endOffset } of this.uncommitted)
      if (!view.hasReadTo(topic, partition, endOffset)) return false;
    return view.isIdle() && view.isSettled();
  }

  private onChanged(progress: PartitionProgress, wasBehind: boolean): void {
    this.behindCount += Number(isBehind(progress)) - Number(wasBehind);
    if (progress.committedOffset >= 0) this.uncommitted.delete(progress);
    else if (progress.endOffset > 0) this.uncommitted.add(progress);
  }

  /** null: the group does not read this topic. */
  private find(topic: string, partition: number): PartitionProgress | null {
    const partitions = this.partitions.get(topic);
    if (partitions === undefined) return null;
    return (partitions[partition] ??= { topic, partition, endOffset: 0, committedOffset: -1 });
  }
}

function isBehind({ committedOffset, endOffset }: PartitionProgress): boolean {
  return committedOffset >= 0 && committedOffset < endOffset;
}
