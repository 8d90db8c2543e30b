import { Digest } from '../sim/digest.ts';
import type { EventOf, EventPartition, HistoryEvent, HistoryEventType } from './event.ts';
import type { EventField } from './eventFields.ts';
import { eventLayout } from './eventFields.ts';

/** Codes of the frequent types. */
const CODES = {
  RequestSubmitted: codeOfType('RequestSubmitted'),
  RequestAccepted: codeOfType('RequestAccepted'),
  SendStarted: codeOfType('SendStarted'),
  Produced: codeOfType('Produced'),
  HandlerStarted: codeOfType('HandlerStarted'),
  HandlerEnded: codeOfType('HandlerEnded'),
  EffectCommitted: codeOfType('EffectCommitted'),
  CommitStarted: codeOfType('CommitStarted'),
  Committed: codeOfType('Committed'),
  OffsetStored: codeOfType('OffsetStored'),
} as const;

/** A field that is null, so that null differs from every text. */
const NULL_WORD = -1;

/**
 * Mixes events into a digest, every field of them: two histories have equal digests if and only if
 * (but for chance) their events are equal and come in the same order.
 *
 * A name (process, topic, error) is hashed when it first occurs; later only its number is.
 */
export class EventDigest {
  private readonly digest: Digest;
  private readonly nameCodes = new Map<string, number>();
  private lastTopic: string | null = null;
  private lastTopicCode = 0;
  private lastProcess: string | null = null;
  private lastProcessCode = 0;

  constructor(digest: Digest) {
    this.digest = digest;
  }

  /** Mixes in one event. */
  mix(event: HistoryEvent): void {
    const { digest } = this;
    // A shared access to a field of all shapes is slow: each case reads its own.
    switch (event.type) {
      case 'RequestSubmitted':
        this.mixHead(CODES.RequestSubmitted, event.atUs, event.process);
        digest.mixText(event.requestId);
        digest.mixText(event.couponId);
        digest.mixText(event.userId);
        return;
      case 'RequestAccepted':
        this.mixHead(CODES.RequestAccepted, event.atUs, event.process);
        digest.mixText(event.requestId);
        return;
      case 'SendStarted':
        this.mixHead(CODES.SendStarted, event.atUs, event.process);
        digest.mixInteger(event.sendId);
        this.mixName(event.topic);
        this.mixTextOrNull(event.key);
        digest.mixText(event.requestId);
        return;
      case 'Produced':
        this.mixHead(CODES.Produced, event.atUs, event.process);
        digest.mixInteger(event.sendId);
        this.mixRecord(event.topic, event.partition, event.offset);
        this.mixTextOrNull(event.key);
        digest.mixText(event.requestId);
        return;
      case 'HandlerStarted':
        this.mixHead(CODES.HandlerStarted, event.atUs, event.process);
        this.mixRecord(event.topic, event.partition, event.offset);
        this.mixTextOrNull(event.key);
        digest.mixText(event.requestId);
        digest.mixInteger(event.attempt);
        return;
      case 'HandlerEnded':
        this.mixHead(CODES.HandlerEnded, event.atUs, event.process);
        this.mixRecord(event.topic, event.partition, event.offset);
        this.mixName(event.outcome);
        digest.mixText(event.error);
        return;
      case 'EffectCommitted':
        this.mixHead(CODES.EffectCommitted, event.atUs, event.process);
        this.mixRecord(event.topic, event.partition, event.offset);
        this.mixEffect(event);
        return;
      case 'CommitStarted':
        this.mixHead(CODES.CommitStarted, event.atUs, event.process);
        this.mixName(event.group);
        this.mixRecord(event.topic, event.partition, event.offset);
        digest.mixWord(event.auto ? 1 : 0);
        return;
      case 'Committed':
        this.mixHead(CODES.Committed, event.atUs, event.process);
        this.mixName(event.group);
        this.mixRecord(event.topic, event.partition, event.offset);
        return;
      case 'OffsetStored':
        this.mixHead(CODES.OffsetStored, event.atUs, event.process);
        this.mixName(event.group);
        this.mixRecord(event.topic, event.partition, event.offset);
        this.mixName(event.memberId);
        this.mixName(event.client);
        digest.mixInteger(event.generation);
        return;
      default:
        this.mixFields(event);
    }
  }

  private mixEffect(event: EventOf<'EffectCommitted'>): void {
    const { digest } = this;
    digest.mixText(event.requestId);
    digest.mixText(event.couponId);
    digest.mixText(event.userId);
    digest.mixInteger(event.issued);
    digest.mixInteger(event.deducted);
    this.mixName(event.outcome);
    digest.mixInteger(event.stockAfter);
  }

  private mixHead(code: number, atUs: number, process: string): void {
    const { digest } = this;
    digest.mixWord(code);
    digest.mixInteger(atUs);
    // Neighbouring events are mostly of one process and one topic: comparing is cheaper than
    // looking up.
    if (process !== this.lastProcess) {
      this.lastProcess = process;
      this.lastProcessCode = this.codeOf(process);
    }
    digest.mixWord(this.lastProcessCode);
  }

  private mixRecord(topic: string, partition: number, offset: number): void {
    const { digest } = this;
    if (topic !== this.lastTopic) {
      this.lastTopic = topic;
      this.lastTopicCode = this.codeOf(topic);
    }
    digest.mixWord(this.lastTopicCode);
    digest.mixInteger(partition);
    digest.mixInteger(offset);
  }

  /** The types that are rare are mixed field by field. */
  private mixFields(event: HistoryEvent): void {
    const { code, fields } = eventLayout(event.type)!;
    this.mixHead(code, event.atUs, event.process);
    const values = event as unknown as Readonly<Record<string, unknown>>;
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index]!;
      const value = values[field.name];
      if (value !== field.unsaid) this.mixField(field, value);
    }
  }

  private mixField(field: EventField, value: unknown): void {
    switch (field.kind) {
      case 'integer':
        this.digest.mixInteger(value as number);
        return;
      case 'name':
        this.mixName(value as string);
        return;
      case 'text':
        this.digest.mixText(value as string);
        return;
      case 'textOrNull':
        this.mixTextOrNull(value as string | null);
        return;
      case 'flag':
        this.digest.mixWord(value === true ? 1 : 0);
        return;
      case 'integers':
        this.mixIntegers(value as readonly number[]);
        return;
      case 'partitions':
        this.mixPartitions(value as readonly EventPartition[]);
        return;
      case 'members':
        this.mixMembers(value as EventOf<'AssignmentStored'>['members']);
        return;
    }
  }

  private mixTextOrNull(text: string | null): void {
    if (text === null) this.digest.mixWord(NULL_WORD);
    else this.digest.mixText(text);
  }

  private mixName(name: string): void {
    this.digest.mixWord(this.codeOf(name));
  }

  /** The number of a name; at its first occurrence the name itself goes into the digest. */
  private codeOf(name: string): number {
    let code = this.nameCodes.get(name);
    if (code === undefined) {
      code = this.nameCodes.size;
      this.nameCodes.set(name, code);
      this.digest.mixText(name);
    }
    return code;
  }

  private mixIntegers(integers: readonly number[]): void {
    this.digest.mixWord(integers.length);
    for (const integer of integers) this.digest.mixInteger(integer);
  }

  private mixPartitions(partitions: readonly EventPartition[]): void {
    this.digest.mixWord(partitions.length);
    for (const { topic, partition } of partitions) {
      this.mixName(topic);
      this.digest.mixInteger(partition);
    }
  }

  private mixMembers(members: EventOf<'AssignmentStored'>['members']): void {
    this.digest.mixWord(members.length);
    for (const { memberId, client, partitions } of members) {
      this.mixName(memberId);
      this.mixName(client);
      this.mixPartitions(partitions);
    }
  }
}

function codeOfType(type: HistoryEventType): number {
  return eventLayout(type)!.code;
}
