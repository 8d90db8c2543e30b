import { ByteWriter } from './byteWriter.ts';
import type { EventOf, EventPartition, HistoryEvent } from './event.ts';
import type { EventField } from './eventFields.ts';
import { FieldPrediction } from './fieldPrediction.ts';
import { FieldValues } from './fieldValues.ts';
import type { NameTable } from './nameTable.ts';
import { TEXT_MATCHES, TextPrediction } from './textPrediction.ts';

/**
 * How a text is written that is not the expected one: null, letter by letter, or as the deviation
 * of the number at its end, which is added to `number`.
 */
export const TEXT_CODES = { null: 0, literal: 1, number: 2 } as const;

/**
 * Packs events into bytes, a chunk at a time: about 7 bytes an event instead of about 120.
 *
 * An event is: type, time since the last event, a bit for each field that is as predicted (and one
 * for the process), and the fields that are not. Names are numbers of a table shared by all chunks.
 */
export class EventPacker {
  private readonly names: NameTable;
  private readonly writer = new ByteWriter();
  private readonly prediction = new FieldPrediction();
  private readonly texts = new TextPrediction();
  private readonly values = new FieldValues();
  private partition = 0;

  constructor(names: NameTable) {
    this.names = names;
  }

  /** The bytes of one chunk. */
  pack(events: readonly HistoryEvent[]): Uint8Array {
    this.prediction.reset();
    this.texts.reset();
    let lastUs = 0;
    let lastProcess = '';
    for (const event of events) {
      this.packEvent(event, lastUs, lastProcess);
      lastUs = this.values.atUs;
      lastProcess = this.values.process;
    }
    return this.writer.take();
  }

  private packEvent(event: HistoryEvent, lastUs: number, lastProcess: string): void {
    const { writer, values } = this;
    const layout = values.read(event);
    const { fields } = layout;
    writer.writeUnsigned(layout.code);
    writer.writeSigned(values.atUs - lastUs);
    const mark = writer.reserve(layout.maskBytes);
    let expected = 0;
    if (values.process === lastProcess) expected = 1;
    else writer.writeUnsigned(this.names.codeOf(values.process));
    this.partition = 0;
    for (let index = 0; index < fields.length; index++) {
      if (this.packField(fields[index]!, values.fields[index])) expected |= 2 << index;
    }
    writer.fill(mark, layout.maskBytes, expected);
  }

  /** True if the value is as expected, and so is not written. */
  private packField(field: EventField, value: unknown): boolean {
    switch (field.kind) {
      case 'integer':
        return this.packInteger(field, value as number);
      case 'name': {
        const name = value as string;
        if (this.prediction.expectedName(field.slot) === name) return true;
        this.writer.writeUnsigned(this.names.codeOf(name));
        this.prediction.learnName(field.slot, name);
        return false;
      }
      case 'text':
      case 'textOrNull':
        return this.packText(field.slot, value as string | null);
      case 'flag':
        return value === true;
      case 'integers':
        this.packIntegers(value as readonly number[]);
        return false;
      case 'partitions':
        this.packPartitions(value as readonly EventPartition[]);
        return false;
      case 'members':
        this.packMembers(value as EventOf<'AssignmentStored'>['members']);
        return false;
    }
  }

  private packInteger({ slot, isPartition }: EventField, value: number): boolean {
    const { prediction, partition } = this;
    const expected = prediction.expectedInteger(slot, partition);
    if (expected !== value) this.writer.writeSigned(value - expected);
    // Partitions come in no order: a step says nothing. Later fields are about this one.
    if (isPartition) {
      prediction.learnStepless(slot, partition, value);
      this.partition = value;
    } else prediction.learnInteger(slot, partition, value);
    return expected === value;
  }

  private packText(slot: number, text: string | null): boolean {
    const { writer, texts } = this;
    const match = texts.match(slot, this.partition, text);
    if (match === TEXT_MATCHES.expected) return true;
    if (match === TEXT_MATCHES.number) {
      const { deviation } = texts;
      writer.writeUnsigned(TEXT_CODES.number + zigzag(deviation));
    } else if (text === null) writer.writeUnsigned(TEXT_CODES.null);
    else {
      writer.writeUnsigned(TEXT_CODES.literal);
      writer.writeText(text, 0);
    }
    return false;
  }

  private packIntegers(integers: readonly number[]): void {
    this.writer.writeUnsigned(integers.length);
    for (const integer of integers) this.writer.writeSigned(integer);
  }

  private packPartitions(partitions: readonly EventPartition[]): void {
    const { writer } = this;
    writer.writeUnsigned(partitions.length);
    for (const { topic, partition } of partitions) {
      writer.writeUnsigned(this.names.codeOf(topic));
      writer.writeSigned(partition);
    }
  }

  private packMembers(members: EventOf<'AssignmentStored'>['members']): void {
    const { writer } = this;
    writer.writeUnsigned(members.length);
    for (const { memberId, client, partitions } of members) {
      writer.writeUnsigned(this.names.codeOf(memberId));
      writer.writeUnsigned(this.names.codeOf(client));
      this.packPartitions(partitions);
    }
  }
}

function zigzag(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}
