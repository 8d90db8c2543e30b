import type { CouponTrack } from './couponTrack.ts';
import type { PartitionTrack } from './partitionTrack.ts';
import type { RequestTable } from './requestTable.ts';
import { COUNT, COUNTS, HIGHEST_COUNT, INTEGER, INTEGERS, TIME, TIMES } from './requestTable.ts';

/**
 * What the history has told about one request so far: a row of the table. Times of things that did
 * not happen are -1. Two of these are the same request if their numbers are equal.
 */
export class RequestTrack {
  /** Number in order of first appearance. */
  readonly number: number;
  private readonly table: RequestTable;

  /** Made by the table. */
  constructor(table: RequestTable, number: number) {
    this.table = table;
    this.number = number;
  }

  get requestId(): string {
    return this.table.idOf(this.number);
  }

  get coupon(): CouponTrack | null {
    const index = this.integer(INTEGER.coupon);
    return index < 0 ? null : this.table.run.couponAt(index);
  }

  set coupon(coupon: CouponTrack | null) {
    this.setInteger(INTEGER.coupon, coupon === null ? -1 : coupon.index);
  }

  /** Number of the event with which it was first submitted or sent. */
  get submittedSeq(): number {
    return this.integer(INTEGER.submittedSeq);
  }

  get submittedAtUs(): number {
    return this.time(TIME.submitted);
  }

  /** It is submitted or sent for the first time. */
  submit(seq: number, atUs: number): void {
    this.setInteger(INTEGER.submittedSeq, seq);
    this.setTime(TIME.submitted, atUs);
  }

  /** Who submitted it last; '': nobody. */
  get submittedBy(): string {
    return this.table.names.nameOf(this.count(COUNT.submittedBy));
  }

  set submittedBy(process: string) {
    this.setCount(COUNT.submittedBy, this.table.names.codeOf(process));
  }

  /** Number of the event with which its record was first acknowledged. */
  get ackedSeq(): number {
    return this.integer(INTEGER.ackedSeq);
  }

  get ackedAtUs(): number {
    return this.time(TIME.acked);
  }

  /** Its record is acknowledged for the first time. */
  acknowledge(seq: number, atUs: number): void {
    this.setInteger(INTEGER.ackedSeq, seq);
    this.setTime(TIME.acked, atUs);
  }

  get submissionCount(): number {
    return this.count(COUNT.submissions);
  }

  set submissionCount(count: number) {
    this.setCount(COUNT.submissions, count);
  }

  /** Submissions that were neither accepted nor refused. */
  get openSubmissionCount(): number {
    return this.count(COUNT.openSubmissions);
  }

  set openSubmissionCount(count: number) {
    this.setCount(COUNT.openSubmissions, count);
  }

  /** Submissions that were refused and certainly have no effect. */
  get definiteRefusalCount(): number {
    return this.count(COUNT.definiteRefusals);
  }

  set definiteRefusalCount(count: number) {
    this.setCount(COUNT.definiteRefusals, count);
  }

  get sendCount(): number {
    return this.count(COUNT.sends);
  }

  set sendCount(count: number) {
    this.setCount(COUNT.sends, count);
  }

  /** Records in the log that carry it. */
  get recordCount(): number {
    return this.count(COUNT.records);
  }

  set recordCount(count: number) {
    this.setCount(COUNT.records, count);
  }

  /** The partition of its first record. */
  get partition(): PartitionTrack | null {
    return this.partitionAt(INTEGER.partition);
  }

  /** The offset of its first record. */
  get offset(): number {
    return this.integer(INTEGER.offset);
  }

  /** Its first record has been seen. */
  place(partition: PartitionTrack, offset: number): void {
    this.setInteger(INTEGER.partition, partition.index);
    this.setInteger(INTEGER.offset, offset);
  }

  /** Result rows. */
  get resultCount(): number {
    return this.count(COUNT.results);
  }

  set resultCount(count: number) {
    this.setCount(COUNT.results, count);
  }

  /** Issue rows. */
  get issueCount(): number {
    return this.count(COUNT.issues);
  }

  set issueCount(count: number) {
    this.setCount(COUNT.issues, count);
  }

  /** Result rows that say ISSUED. */
  get issuedResultCount(): number {
    return this.count(COUNT.issuedResults);
  }

  set issuedResultCount(count: number) {
    this.setCount(COUNT.issuedResults, count);
  }

  get effectAtUs(): number {
    return this.time(TIME.effect);
  }

  get effectProcess(): string {
    return this.table.names.nameOf(this.count(COUNT.effectProcess));
  }

  get effectPartition(): PartitionTrack | null {
    return this.partitionAt(INTEGER.effectPartition);
  }

  get effectOffset(): number {
    return this.integer(INTEGER.effectOffset);
  }

  /** Its first effect. */
  decide(partition: PartitionTrack, offset: number, atUs: number, process: string): void {
    this.setInteger(INTEGER.effectPartition, partition.index);
    this.setInteger(INTEGER.effectOffset, offset);
    this.setTime(TIME.effect, atUs);
    this.setCount(COUNT.effectProcess, this.table.names.codeOf(process));
  }

  get isDeadLettered(): boolean {
    return this.count(COUNT.deadLetters) > 0;
  }

  /** One of its records is in the dead-letter topic. */
  deadLetter(): void {
    this.setCount(COUNT.deadLetters, 1);
  }

  private integer(place: number): number {
    return this.table.integers[this.number * INTEGERS + place]!;
  }

  private setInteger(place: number, value: number): void {
    this.table.integers[this.number * INTEGERS + place] = value;
  }

  private count(place: number): number {
    return this.table.counts[this.number * COUNTS + place]!;
  }

  private setCount(place: number, value: number): void {
    const count = value > HIGHEST_COUNT ? HIGHEST_COUNT : value;
    this.table.counts[this.number * COUNTS + place] = count;
  }

  private time(place: number): number {
    return this.table.times[this.number * TIMES + place]!;
  }

  private setTime(place: number, value: number): void {
    this.table.times[this.number * TIMES + place] = value;
  }

  private partitionAt(place: number): PartitionTrack | null {
    const index = this.integer(place);
    return index < 0 ? null : this.table.run.partitions[index]!;
  }
}
