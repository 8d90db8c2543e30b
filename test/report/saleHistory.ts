import type { Expectations } from '../../src/history/expectations.ts';
import type { EventPartition, HistoryEvent, HistoryHeader } from '../../src/history/event.ts';
import { HISTORY_FORMAT, HISTORY_VERSION } from '../../src/history/event.ts';

const TOPIC = 'coupon-issue-request';
const GROUP = 'coupon-issue-group';
const PARTITION_OF: Readonly<Record<string, number>> = { '1': 0, 한정판: 1, '2': 2 };
const SECOND = 1_000_000;
const WORK_US = 75_000;
const BATCH = 10;
/** Effects of c1 until it dies. */
const CRASH_AFTER_EFFECT = 27;

/** What a sale of the fixture is like. */
export interface SaleOptions {
  readonly title?: string;
  readonly lesson?: string;
  readonly requests?: number;
  /** Ids of coupons; each must be a key of `PARTITION_OF`. */
  readonly coupons?: readonly string[];
  readonly expect?: Expectations;
}

/** A saved run, made by hand for tests of the report. */
export interface SaleHistory {
  readonly header: HistoryHeader;
  readonly events: readonly HistoryEvent[];
}

/**
 * A sale on three partitions: c1 and c2 work, c3 joins later, c1 crashes after an effect and before
 * the commit, its partition moves after the session timeout, and what it had handled comes again.
 */
export function saleHistory(options: SaleOptions = {}): SaleHistory {
  const sale = new Sale(options);
  sale.play();
  const events = [...sale.events].sort((a, b) => a.atUs - b.atUs);
  return { header: sale.header, events };
}

interface SaleRecord {
  readonly requestId: string;
  readonly couponId: string;
  readonly userId: string;
}

class Sale {
  readonly events: HistoryEvent[] = [];
  readonly header: HistoryHeader;
  private readonly requests: number;
  private readonly coupons: readonly string[];
  private readonly agenda: { atUs: number; order: number; run: () => void }[] = [];
  private order = 0;
  private nowUs = 0;
  private generation = 0;
  private readonly logs: SaleRecord[][] = [[], [], []];
  private readonly committed = [0, 0, 0];
  private readonly owners: (string | null)[] = [null, null, null];
  private readonly lives = new Map<string, number>();
  private readonly stock = new Map<string, number>();
  private readonly decided = new Set<string>();
  private handledByFirst = 0;

  constructor(options: SaleOptions) {
    this.requests = options.requests ?? 100;
    this.coupons = options.coupons ?? ['1', '2', '한정판'];
    for (const couponId of this.coupons) this.stock.set(couponId, 20);
    this.header = {
      format: HISTORY_FORMAT,
      version: HISTORY_VERSION,
      backend: 'simulator',
      title: options.title ?? 'A consumer dies in the middle of a flash sale (선착순 쿠폰)',
      lesson:
        options.lesson ??
        'c1 is killed after it has issued a coupon and before it has committed the offset. c3 ' +
          'starts at the last committed offset and gets records that were handled before. Each ' +
          'coupon is still issued once: the request id is checked in the same transaction.',
      scenarioPath: 'scenarios/consumer-crash.yaml',
      seed: 42,
      productVersion: '0.1.0',
      kafkaVersion: '4.3.1',
      timeScale: 1,
      topics: [{ topic: TOPIC, partitions: 3, replicationFactor: 1 }],
      groups: [
        {
          group: GROUP,
          topics: [TOPIC],
          application: 'coupon-issuer',
          consumers: ['c1', 'c2', 'c3'],
          autoCommit: [],
        },
      ],
      producers: ['api-1'],
      coupons: Object.fromEntries(this.stock),
      keyedBy: 'couponId',
      expect: options.expect ?? null,
    };
  }

  private place(partition: number): void {
    const place = { atUs: this.nowUs, process: '', topic: TOPIC, partition };
    this.emit({ type: 'ReplicasAssigned', ...place, replicas: [1] });
  }

  play(): void {
    for (let partition = 0; partition < 3; partition++) this.at(0, () => this.place(partition));
    for (const name of ['broker-1', 'api-1', 'c1', 'c2']) this.at(0, () => this.start(name));
    this.at(3.2 * SECOND, () => this.assign({ c1: [0, 1], c2: [2] }, 'c1, c2 join'));
    for (let index = 0; index < this.requests; index++) {
      this.at(4 * SECOND + Math.floor((index * 2 * SECOND) / this.requests), () =>
        this.send(index),
      );
    }
    this.at(9 * SECOND, () => this.start('c3'));
    this.at(15.1 * SECOND, () => {
      const client = 'c1';
      const reason = 'session timed out';
      this.emit({
        type: 'MemberRemoved',
        atUs: this.nowUs,
        process: 'broker-1',
        group: GROUP,
        memberId: 'c1-7f3a',
        client,
        reason,
      });
      this.assign({ c2: [1, 2], c3: [0] }, 'c1 is gone');
    });
    this.at(25 * SECOND, () => this.start('c1'));
    this.at(26 * SECOND, () => this.assign({ c1: [0], c2: [1], c3: [2] }, 'c1 joins'));
    this.at(30 * SECOND, () =>
      this.emit({ type: 'QuietPhaseStarted', atUs: this.nowUs, process: '' }),
    );
    this.at(34 * SECOND, () =>
      this.emit({ type: 'RunEnded', atUs: this.nowUs, process: '', reason: 'drained' }),
    );
    while (this.agenda.length > 0) {
      this.agenda.sort((a, b) => a.atUs - b.atUs || a.order - b.order);
      const next = this.agenda.shift()!;
      this.nowUs = next.atUs;
      next.run();
    }
  }

  private at(atUs: number, run: () => void): void {
    this.agenda.push({ atUs, order: this.order++, run });
  }

  private emit(event: HistoryEvent): void {
    this.events.push(event);
  }

  private start(process: string): void {
    this.lives.set(process, (this.lives.get(process) ?? 0) + 1);
    const role = process.startsWith('broker')
      ? 'broker'
      : process.startsWith('api')
        ? 'producer'
        : 'consumer';
    this.emit({ type: 'Started', atUs: this.nowUs, process, role });
    if (role !== 'consumer') return;
    const memberId = `${process}-7f3a`;
    this.emit({
      type: 'MemberAdded',
      atUs: this.nowUs + 500,
      process: 'broker-1',
      group: GROUP,
      memberId,
      client: process,
    });
  }

  private assign(shares: Readonly<Record<string, readonly number[]>>, reason: string): void {
    const process = 'broker-1';
    const change = (from: string, to: string): void =>
      this.emit({
        type: 'GroupStateChanged',
        atUs: this.nowUs,
        process,
        group: GROUP,
        from,
        to,
        generation: this.generation,
        reason,
      });
    change(this.generation === 0 ? 'Empty' : 'Stable', 'PreparingRebalance');
    for (const name of new Set(this.owners)) {
      if (name === null || !(name in shares)) continue;
      const given = partitionsOf(this.owners.flatMap((owner, at) => (owner === name ? [at] : [])));
      this.emit({
        type: 'Revoked',
        atUs: this.nowUs + 100,
        process: name,
        group: GROUP,
        generation: this.generation,
        partitions: given,
      });
    }
    this.owners.fill(null);
    this.at(this.nowUs + 0.4 * SECOND, () => {
      this.generation++;
      const generation = this.generation;
      change('PreparingRebalance', 'CompletingRebalance');
      const members = Object.entries(shares).map(([client, numbers]) => ({
        memberId: `${client}-7f3a`,
        client,
        partitions: partitionsOf(numbers),
      }));
      this.emit({
        type: 'AssignmentStored',
        atUs: this.nowUs,
        process,
        group: GROUP,
        generation,
        protocol: 'range',
        leader: members[0]!.memberId,
        members,
      });
      change('CompletingRebalance', 'Stable');
      for (const { client, partitions } of members) {
        this.emit({
          type: 'Assigned',
          atUs: this.nowUs + 900,
          process: client,
          group: GROUP,
          generation,
          partitions,
        });
        for (const { partition } of partitions) {
          this.owners[partition] = client;
          this.at(this.nowUs + 1000, () =>
            this.poll(client, partition, this.committed[partition]!, generation),
          );
        }
      }
    });
  }

  private send(index: number): void {
    const process = 'api-1';
    const couponId = this.coupons[index % this.coupons.length]!;
    const requestId = `REQ-${1000 + index}`;
    const userId = String(index);
    const partition = PARTITION_OF[couponId]!;
    const sendId = index + 1;
    this.emit({ type: 'RequestSubmitted', atUs: this.nowUs, process, requestId, couponId, userId });
    this.emit({
      type: 'SendStarted',
      atUs: this.nowUs,
      process,
      sendId,
      topic: TOPIC,
      key: couponId,
      requestId,
    });
    const log = this.logs[partition]!;
    const offset = log.push({ requestId, couponId, userId }) - 1;
    this.emit({
      type: 'RecordsAppended',
      atUs: this.nowUs,
      process: 'broker-1',
      topic: TOPIC,
      partition,
      baseOffset: offset,
      count: 1,
      leaderEpoch: 0,
      producerId: -1,
      producerEpoch: -1,
      baseSequence: -1,
    });
    this.emit({
      type: 'Produced',
      atUs: this.nowUs,
      process,
      sendId,
      topic: TOPIC,
      partition,
      offset,
      key: couponId,
      requestId,
    });
    this.emit({ type: 'RequestAccepted', atUs: this.nowUs, process, requestId });
  }

  /**
   * Polls, handles what came record by record, commits, and polls again while it owns the
   * partition.
   */
  private poll(process: string, partition: number, position: number, generation: number): void {
    if (this.owners[partition] !== process || this.generation !== generation) return;
    const endOffset = Math.min(position + BATCH, this.logs[partition]!.length);
    if (endOffset === position) {
      if (this.nowUs < 33 * SECOND) {
        this.at(this.nowUs + 0.1 * SECOND, () =>
          this.poll(process, partition, position, generation),
        );
      }
      return;
    }
    const life = this.lives.get(process);
    this.emit({
      type: 'Polled',
      atUs: this.nowUs,
      process,
      topic: TOPIC,
      partition,
      startOffset: position,
      endOffset,
    });
    for (let offset = position; offset < endOffset; offset++) {
      const startUs = this.nowUs + (offset - position) * WORK_US;
      this.at(startUs, () => this.handle(process, partition, offset, life));
    }
    this.at(this.nowUs + (endOffset - position) * WORK_US + 2000, () => {
      if (this.lives.get(process) !== life) return;
      const commit = { atUs: this.nowUs, group: GROUP, topic: TOPIC, partition, offset: endOffset };
      const memberId = `${process}-7f3a`;
      this.emit({ type: 'CommitStarted', process, auto: false, ...commit });
      this.emit({
        type: 'OffsetStored',
        ...commit,
        process: 'broker-1',
        memberId,
        client: process,
        generation,
      });
      this.emit({ type: 'Committed', process, ...commit });
      this.committed[partition] = endOffset;
      this.poll(process, partition, endOffset, generation);
    });
  }

  private handle(
    process: string,
    partition: number,
    offset: number,
    life: number | undefined,
  ): void {
    if (this.lives.get(process) !== life) return;
    const { requestId, couponId, userId } = this.logs[partition]![offset]!;
    const at = { process, topic: TOPIC, partition, offset };
    this.emit({
      type: 'HandlerStarted',
      atUs: this.nowUs,
      ...at,
      key: couponId,
      requestId,
      attempt: 1,
    });
    this.at(this.nowUs + WORK_US - 1500, () => {
      if (this.lives.get(process) !== life) return;
      const stock = this.stock.get(couponId)!;
      const outcome = this.decided.has(requestId) ? 'DUPLICATE' : stock > 0 ? 'ISSUED' : 'SOLD_OUT';
      this.decided.add(requestId);
      const issued = outcome === 'ISSUED' ? 1 : 0;
      this.stock.set(couponId, stock - issued);
      const stockAfter = issued === 1 ? stock - 1 : -1;
      if (outcome !== 'DUPLICATE') {
        this.emit({
          type: 'EffectCommitted',
          atUs: this.nowUs,
          ...at,
          requestId,
          couponId,
          userId,
          issued,
          deducted: issued,
          outcome,
          stockAfter,
        });
      }
      if (process === 'c1' && ++this.handledByFirst === CRASH_AFTER_EFFECT) {
        this.crash(process);
        return;
      }
      this.emit({ type: 'HandlerEnded', atUs: this.nowUs + 500, ...at, outcome, error: '' });
    });
  }

  private crash(process: string): void {
    const text = 'crash c1 when it has written the effect of its 27th record';
    this.emit({ type: 'FaultInjected', atUs: this.nowUs, process, fault: 1, text });
    this.emit({ type: 'Crashed', atUs: this.nowUs, process });
    this.lives.set(process, (this.lives.get(process) ?? 0) + 1);
  }
}

function partitionsOf(numbers: readonly number[]): readonly EventPartition[] {
  return numbers.map((partition) => ({ topic: TOPIC, partition }));
}
