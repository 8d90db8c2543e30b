import type { HistoryHeader } from '../../history/event.ts';
import { TextPool } from '../../history/textPool.ts';
import { CouponTrack } from './couponTrack.ts';
import { GroupReading } from './groupReading.ts';
import { GroupTrack } from './groupTrack.ts';
import { PartitionTrack } from './partitionTrack.ts';
import { ProcessTrack } from './processTrack.ts';
import { RequestTable } from './requestTable.ts';

/**
 * All that the checkers know of a run: one track for each process, group, partition, coupon and
 * request that the header or an event has named.
 */
export class RunTrack {
  readonly header: HistoryHeader;
  /**
   * True if the history has the coordinator's own events, which are the truth about commits. A
   * history of a real Kafka has them if its logs could be read: it begins with one then.
   */
  hasInternalEvents: boolean;
  readonly processes = new Map<string, ProcessTrack>();
  readonly groups: GroupTrack[] = [];
  readonly topics = new Map<string, PartitionTrack[]>();
  readonly partitions: PartitionTrack[] = [];
  readonly coupons = new Map<string, CouponTrack>();
  readonly requests = new RequestTable(this);
  /** The keys of all records. */
  readonly keys = new TextPool();
  /** How many events there have been; the number of the present one, from 1. */
  seq = 0;
  lastUs = 0;
  private lastTopic = '';
  private lastTopicPartitions: PartitionTrack[] = [];
  private lastProcess: ProcessTrack;
  private readonly couponList: CouponTrack[] = [];

  constructor(header: HistoryHeader) {
    this.header = header;
    this.hasInternalEvents = header.backend === 'simulator';
    for (const { group, topics, application, consumers } of header.groups) {
      const track = new GroupTrack(group, this.groups.length, application, topics);
      this.groups.push(track);
      for (const name of consumers) this.processes.set(name, new ProcessTrack(name, track));
    }
    for (const { topic, partitions } of header.topics) this.addPartitions(topic, partitions);
    for (const couponId of Object.keys(header.coupons)) {
      this.addCoupon(couponId, header.coupons[couponId]!);
    }
    this.lastProcess = this.processOf('');
  }

  /** The process of this name, known or new. */
  processOf(name: string): ProcessTrack {
    if (this.lastProcess?.name === name) return this.lastProcess;
    let process = this.processes.get(name);
    if (process === undefined) {
      process = new ProcessTrack(name, null);
      this.processes.set(name, process);
    }
    this.lastProcess = process;
    return process;
  }

  /** The group of this name, known or new. */
  groupOf(name: string): GroupTrack {
    const { groups } = this;
    for (let index = 0; index < groups.length; index++) {
      if (groups[index]!.group === name) return groups[index]!;
    }
    const group = new GroupTrack(name, groups.length, '', []);
    groups.push(group);
    return group;
  }

  /** The partition, known or new. */
  partitionOf(topic: string, partition: number): PartitionTrack {
    if (topic !== this.lastTopic) {
      this.lastTopic = topic;
      this.lastTopicPartitions = this.topicOf(topic);
    }
    const partitions = this.lastTopicPartitions;
    if (partition >= partitions.length) this.addPartitions(topic, partition + 1);
    return partitions[partition]!;
  }

  /** A group's reading of a partition. */
  readingOf(topic: string, partition: number, group: GroupTrack): GroupReading {
    const track = this.partitionOf(topic, partition);
    const { readings } = track;
    let reading = readings[group.index];
    if (reading === undefined) {
      reading = new GroupReading(group, track);
      while (readings.length <= group.index) readings.push(undefined);
      readings[group.index] = reading;
    }
    return reading;
  }

  couponOf(couponId: string): CouponTrack {
    return this.coupons.get(couponId) ?? this.addCoupon(couponId, -1);
  }

  /** The coupon of this number. */
  couponAt(index: number): CouponTrack {
    return this.couponList[index]!;
  }

  /** The topic has this many partitions from now on. */
  addPartitions(topic: string, count: number): void {
    const partitions = this.topicOf(topic);
    while (partitions.length < count) {
      const track = new PartitionTrack(this, topic, partitions.length, this.partitions.length);
      partitions.push(track);
      this.partitions.push(track);
    }
  }

  private addCoupon(couponId: string, initialStock: number): CouponTrack {
    const coupon = new CouponTrack(couponId, this.couponList.length, initialStock);
    this.couponList.push(coupon);
    this.coupons.set(couponId, coupon);
    return coupon;
  }

  private topicOf(topic: string): PartitionTrack[] {
    let partitions = this.topics.get(topic);
    if (partitions === undefined) {
      partitions = [];
      this.topics.set(topic, partitions);
    }
    return partitions;
  }
}
