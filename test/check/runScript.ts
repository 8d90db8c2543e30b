import type { Verdicts } from '../../src/check/runCheckers.ts';
import { runCheckers } from '../../src/check/runCheckers.ts';
import type { Verdict } from '../../src/check/verdict.ts';
import type { HandlerOutcome, HistoryEvent, HistoryHeader } from '../../src/history/event.ts';
import type { HoldName } from '../../src/history/expectations.ts';
import type { ScriptOptions } from './scriptHeader.ts';
import { GROUP, scriptHeader, TOPIC } from './scriptHeader.ts';

interface RecordEvent {
  readonly atUs: number;
  readonly process: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

interface Made {
  readonly couponId: string;
  readonly userId: string;
}

/**
 * A small history written by hand, step by step, as a run would tell it. Every step takes a
 * millisecond. Steps say what happened, right or wrong; nothing is added by itself.
 */
export class RunScript {
  readonly header: HistoryHeader;
  readonly events: HistoryEvent[] = [];
  private nowUs = 0;
  private sendId = 0;
  private coordinator = 'broker-1';
  private readonly requests = new Map<string, Made>();
  private readonly logs = new Map<string, (string | null)[]>();
  private readonly stock = new Map<string, number>();
  private readonly decided = new Set<string>();
  private readonly lives = new Map<string, number>();

  constructor(options: ScriptOptions = {}) {
    this.header = scriptHeader(options);
    for (const [id, stock] of Object.entries(this.header.coupons)) this.stock.set(id, stock);
    if (this.isSimulated) this.place();
  }

  /** One broker has all partitions. */
  private place(): void {
    for (const { topic, partitions } of this.header.topics) {
      for (let partition = 0; partition < partitions; partition++) {
        const place = { atUs: 0, process: '', topic, partition };
        this.events.push({ type: 'ReplicasAssigned', ...place, replicas: [1] });
      }
    }
  }

  /** Goes on at this time, in seconds. */
  at(seconds: number): this {
    this.nowUs = Math.round(seconds * 1_000_000);
    return this;
  }

  /** From here on this broker coordinates the group. */
  coordinatedBy(broker: string): this {
    this.coordinator = broker;
    return this;
  }

  /** Adds events as they are; those without a time happen now. */
  emit(...events: readonly HistoryEvent[]): this {
    this.events.push(...events);
    this.nowUs += 1000;
    return this;
  }

  get now(): number {
    return this.nowUs;
  }

  started(...names: readonly string[]): this {
    for (const process of names) {
      const life = (this.lives.get(process) ?? 0) + 1;
      this.lives.set(process, life);
      const atUs = this.nowUs;
      const role = process.startsWith('api') ? 'producer' : 'consumer';
      this.emit({ type: 'Started', atUs, process, role });
      if (role === 'consumer' && this.isSimulated) this.joined(process);
    }
    return this;
  }

  /** The coordinator has taken the present life of the consumer in. */
  joined(client: string, group = GROUP): this {
    const memberId = this.memberId(client);
    const atUs = this.nowUs;
    return this.emit({
      type: 'MemberAdded',
      atUs,
      process: this.coordinator,
      group,
      memberId,
      client,
    });
  }

  /** The coordinator has taken a consumer out; `life`: which one of it. */
  removed(client: string, reason: string, life = this.lives.get(client)): this {
    const memberId = `${client}-${life}`;
    const [atUs, process, group] = [this.nowUs, this.coordinator, GROUP];
    return this.emit({ type: 'MemberRemoved', atUs, process, group, memberId, client, reason });
  }

  crashed(process: string): this {
    return this.emit({ type: 'Crashed', atUs: this.nowUs, process });
  }

  stopped(process: string): this {
    return this.emit({ type: 'Stopped', atUs: this.nowUs, process });
  }

  paused(process: string): this {
    return this.emit({ type: 'Paused', atUs: this.nowUs, process });
  }

  resumed(process: string): this {
    return this.emit({ type: 'Resumed', atUs: this.nowUs, process });
  }

  groupState(to: string, reason: string, generation = 1): this {
    const [atUs, process, group] = [this.nowUs, this.coordinator, GROUP];
    const change = { atUs, process, group, from: 'Stable', to, generation, reason };
    return this.emit({ type: 'GroupStateChanged', ...change });
  }

  /** The group gives its partitions away, and everybody hears of it. */
  assigned(generation: number, shares: Readonly<Record<string, readonly number[]>>): this {
    this.stored(generation, shares);
    for (const [process, numbers] of Object.entries(shares)) {
      this.told(process, generation, numbers);
    }
    return this;
  }

  /** The coordinator has stored an assignment, of which nobody has heard yet. */
  stored(generation: number, shares: Readonly<Record<string, readonly number[]>>): this {
    if (!this.isSimulated) return this;
    const members = Object.entries(shares).map(([client, numbers]) => {
      return { memberId: this.memberId(client), client, partitions: partitionsOf(numbers) };
    });
    return this.emit({
      type: 'AssignmentStored',
      atUs: this.nowUs,
      process: this.coordinator,
      group: GROUP,
      generation,
      protocol: 'range',
      leader: members[0]?.memberId ?? '',
      members,
    });
  }

  /** A consumer hears what it is assigned. */
  told(process: string, generation: number, numbers: readonly number[]): this {
    return this.ownership('Assigned', process, generation, numbers);
  }

  revoked(process: string, generation: number, ...numbers: readonly number[]): this {
    return this.ownership('Revoked', process, generation, numbers);
  }

  lost(process: string, generation: number, ...numbers: readonly number[]): this {
    return this.ownership('Lost', process, generation, numbers);
  }

  /** A request comes in. */
  submitted(requestId: string, couponId = '1', userId = requestId, process = 'api-1'): this {
    this.requests.set(requestId, { couponId, userId });
    const atUs = this.nowUs;
    return this.emit({ type: 'RequestSubmitted', atUs, process, requestId, couponId, userId });
  }

  accepted(requestId: string, process = 'api-1'): this {
    return this.emit({ type: 'RequestAccepted', atUs: this.nowUs, process, requestId });
  }

  refused(requestId: string, definite: boolean, process = 'api-1'): this {
    const refusal = { atUs: this.nowUs, process, requestId, error: '503', definite };
    return this.emit({ type: 'RequestRefused', ...refusal });
  }

  /** A record is sent and written; `requestId` null: one without a request. */
  written(requestId: string | null, partition = 0, topic = TOPIC): this {
    const log = this.logOf(topic, partition);
    const baseOffset = log.push(requestId) - 1;
    this.sendId++;
    this.sent(requestId, topic);
    if (!this.isSimulated) return this;
    const at = { atUs: this.nowUs, process: 'broker-1', topic, partition };
    const producer = { producerId: -1, producerEpoch: -1, baseSequence: -1 };
    const batch = { baseOffset, count: 1, leaderEpoch: 0, ...producer };
    return this.emit({ type: 'RecordsAppended', ...at, ...batch });
  }

  sent(requestId: string | null, topic = TOPIC, process = 'api-1'): this {
    const key = this.keyOf(requestId);
    const send = { atUs: this.nowUs, process, sendId: this.sendId, topic, key };
    return this.emit({ type: 'SendStarted', ...send, requestId: requestId ?? '' });
  }

  /** The producer hears that the record is at this offset. */
  acknowledged(requestId: string | null, offset: number, partition = 0, topic = TOPIC): this {
    const [atUs, process, sendId] = [this.nowUs, 'api-1', this.sendId];
    const key = this.keyOf(requestId);
    const place = { topic, partition, offset, key, requestId: requestId ?? '' };
    return this.emit({ type: 'Produced', atUs, process, sendId, ...place });
  }

  /** The whole way of a request into the log. */
  requested(
    requestId: string,
    options: { coupon?: string; user?: string; to?: number } = {},
  ): this {
    const { coupon = '1', user = requestId, to = 0 } = options;
    this.submitted(requestId, coupon, user).written(requestId, to);
    const offset = this.logOf(TOPIC, to).length - 1;
    return this.acknowledged(requestId, offset, to).accepted(requestId);
  }

  polled(process: string, startOffset: number, endOffset: number, partition = 0): this {
    const at = { atUs: this.nowUs, process, topic: TOPIC, partition };
    return this.emit({ type: 'Polled', ...at, startOffset, endOffset });
  }

  /** Takes a record in hand. */
  began(process: string, offset: number, partition = 0, attempt = 1): this {
    const requestId = this.logOf(TOPIC, partition)[offset] ?? null;
    const at = this.recordOf(process, partition, offset);
    const key = this.keyOf(requestId);
    return this.emit({
      type: 'HandlerStarted',
      ...at,
      key,
      requestId: requestId ?? '',
      attempt,
    });
  }

  /** The store decides the request of the record: as a correct one would, or as said. */
  effect(process: string, offset: number, partition = 0, decided: string | null = null): this {
    const requestId = this.logOf(TOPIC, partition)[offset]!;
    const { couponId, userId } = this.requests.get(requestId)!;
    const before = this.stock.get(couponId) ?? 0;
    const outcome = decided ?? (before > 0 ? 'ISSUED' : 'SOLD_OUT');
    const issued = outcome === 'ISSUED' ? 1 : 0;
    const stock = before - issued;
    this.stock.set(couponId, stock);
    this.decided.add(requestId);
    return this.emit({
      type: 'EffectCommitted',
      atUs: this.nowUs,
      process,
      topic: TOPIC,
      partition,
      offset,
      requestId,
      couponId,
      userId,
      issued,
      deducted: issued,
      outcome,
      stockAfter: issued === 0 ? -1 : stock,
    });
  }

  finished(
    process: string,
    offset: number,
    outcome: HandlerOutcome,
    partition = 0,
    error = '',
  ): this {
    const at = this.recordOf(process, partition, offset);
    return this.emit({ type: 'HandlerEnded', ...at, outcome, error });
  }

  /** Handles records as the correct service does. `endOffset` is exclusive. */
  handled(process: string, startOffset: number, endOffset = startOffset + 1, partition = 0): this {
    for (let offset = startOffset; offset < endOffset; offset++) {
      const requestId = this.logOf(TOPIC, partition)[offset] ?? null;
      this.began(process, offset, partition);
      if (requestId === null || !this.requests.has(requestId)) {
        this.finished(process, offset, 'HANDLED', partition);
      } else if (this.decided.has(requestId)) {
        this.finished(process, offset, 'DUPLICATE', partition);
      } else {
        this.effect(process, offset, partition).finished(process, offset, 'ISSUED', partition);
      }
    }
    return this;
  }

  deadLettered(process: string, offset: number, reason: string, partition = 0): this {
    const at = this.recordOf(process, partition, offset);
    return this.emit({ type: 'DeadLettered', ...at, reason });
  }

  /** A commit that succeeds. */
  committed(process: string, offset: number, partition = 0): this {
    this.commitStarted(process, offset, partition);
    if (this.isSimulated) this.offsetStored(process, offset, partition);
    return this.commitAnswered(process, offset, partition);
  }

  commitStarted(process: string, offset: number, partition = 0): this {
    const commit = { ...this.recordOf(process, partition, offset), group: GROUP };
    return this.emit({ type: 'CommitStarted', ...commit, auto: false });
  }

  offsetStored(client: string, offset: number, partition = 0): this {
    const commit = { ...this.recordOf(this.coordinator, partition, offset), group: GROUP };
    const member = { memberId: this.memberId(client), client, generation: 1 };
    return this.emit({ type: 'OffsetStored', ...commit, ...member });
  }

  commitAnswered(process: string, offset: number, partition = 0): this {
    const commit = { ...this.recordOf(process, partition, offset), group: GROUP };
    return this.emit({ type: 'Committed', ...commit });
  }

  commitRefused(process: string, offset: number, error: string, partition = 0): this {
    const commit = { ...this.recordOf(process, partition, offset), group: GROUP };
    return this.emit({ type: 'CommitRefused', ...commit, error });
  }

  /** Another broker leads; its log ends at `endOffset`. */
  leaderElected(endOffset: number, partition = 0): this {
    this.logOf(TOPIC, partition).length = endOffset;
    const at = { atUs: this.nowUs, process: 'broker-2', topic: TOPIC, partition };
    return this.emit({ type: 'LeaderElected', ...at, leaderId: 2, leaderEpoch: 1 });
  }

  quiet(): this {
    return this.emit({ type: 'QuietPhaseStarted', atUs: this.nowUs, process: '' });
  }

  ended(reason: 'drained' | 'deadline' | 'interrupted'): this {
    return this.emit({ type: 'RunEnded', atUs: this.nowUs, process: '', reason });
  }

  /** What the checkers say about the script as far as it goes. */
  verdicts(): Verdicts {
    const checkers = runCheckers(this.header);
    for (const event of this.events) checkers.onEvent(event);
    return checkers.finish();
  }

  /** What they say about one rule. */
  verdict(rule: HoldName): Verdict {
    return this.verdicts().verdicts.find((verdict) => verdict.rule === rule)!;
  }

  /** Time, process and record of an event. */
  private recordOf(process: string, partition: number, offset: number, topic = TOPIC): RecordEvent {
    return { atUs: this.nowUs, process, topic, partition, offset };
  }

  private get isSimulated(): boolean {
    return this.header.backend === 'simulator';
  }

  private memberId(client: string): string {
    return `${client}-${this.lives.get(client) ?? 0}`;
  }

  private keyOf(requestId: string | null): string | null {
    return requestId === null ? null : (this.requests.get(requestId)?.couponId ?? null);
  }

  private logOf(topic: string, partition: number): (string | null)[] {
    const name = `${topic}-${partition}`;
    let log = this.logs.get(name);
    if (log === undefined) {
      log = [];
      this.logs.set(name, log);
    }
    return log;
  }

  private ownership(
    type: 'Assigned' | 'Revoked' | 'Lost',
    process: string,
    generation: number,
    numbers: readonly number[],
  ): this {
    const group = GROUP;
    const partitions = partitionsOf(numbers);
    return this.emit({ type, atUs: this.nowUs, process, group, generation, partitions });
  }
}

function partitionsOf(numbers: readonly number[]): { topic: string; partition: number }[] {
  return numbers.map((partition) => ({ topic: TOPIC, partition }));
}
