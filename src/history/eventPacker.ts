import { ByteWriter } from './byteWriter.ts';
import type { EventOf, EventPartition, HistoryEvent } from './event.ts';
import type { EventField } from './eventFields.ts';
import { eventLayout } from './eventFields.ts';
import { FieldPrediction } from './fieldPrediction.ts';
import type { NameTable } from './nameTable.ts';

/** How a text is written; larger numbers are the distance back to an earlier one, plus this. */
export const TEXT_CODES = { null: 0, fresh: 1, firstDistance: 1 } as const;

/**
 * Packs events into bytes, a chunk at a time: about 8 bytes an event instead of about 120.
 *
 * An event is: type, time since the last event, a bit for each field that is as predicted, and the
 * fields that are not. Names are numbers of a table shared by all chunks. A text is written once a
 * chunk, without the beginning that it shares with the last fresh one of its field; later it is the
 * distance back to it.
 */
export class EventPacker {
  private readonly names: NameTable;
  private readonly writer = new ByteWriter();
  private readonly prediction = new FieldPrediction();
  private readonly textNumbers = new Map<string, number>();
  private readonly freshTexts = new Map<number, string>();

  constructor(names: NameTable) {
    this.names = names;
  }

  /** The bytes of one chunk. */
  pack(events: readonly HistoryEvent[]): Uint8Array {
    this.prediction.reset();
    this.textNumbers.clear();
    this.freshTexts.clear();
    let lastUs = 0;
    let lastProcess = '';
    for (const event of events) {
      this.packEvent(event, lastUs, lastProcess);
      lastUs = event.atUs;
      lastProcess = event.process;
    }
    return this.writer.take();
  }

  private packEvent(event: HistoryEvent, lastUs: number, lastProcess: string): void {
    const { writer, prediction } = this;
    const { code, fields } = eventLayout(event.type)!;
    const values = event as unknown as Readonly<Record<string, unknown>>;
    writer.writeUnsigned(code);
    writer.writeSigned(event.atUs - lastUs);
    prediction.startEvent();
    let expected = event.process === lastProcess ? 1 : 0;
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index]!;
      if (this.isExpected(field, values[field.name])) expected |= 2 << index;
    }
    writer.writeUnsigned(expected);
    if ((expected & 1) === 0) writer.writeUnsigned(this.names.codeOf(event.process));
    prediction.startEvent();
    for (let index = 0; index < fields.length; index++) {
      this.packField(fields[index]!, values[fields[index]!.name], (expected & (2 << index)) !== 0);
    }
  }

  /** Asks as the unpacker will: a partition in front decides which prediction counts. */
  private isExpected(field: EventField, value: unknown): boolean {
    const { prediction } = this;
    switch (field.kind) {
      case 'integer': {
        const isExpected = prediction.expectedInteger(field.slot) === value;
        if (field.name === 'partition') prediction.enterPartition(value as number);
        return isExpected;
      }
      case 'name':
      case 'text':
      case 'textOrNull':
        return prediction.expectedText(field.slot) === value;
      case 'flag':
        return value === true;
      case 'partitions':
      case 'members':
        return false;
    }
  }

  private packField(field: EventField, value: unknown, isExpected: boolean): void {
    const { writer, prediction } = this;
    switch (field.kind) {
      case 'integer':
        if (!isExpected)
          writer.writeSigned((value as number) - prediction.expectedInteger(field.slot));
        prediction.learnInteger(field.slot, value as number, field.name === 'partition');
        return;
      case 'name':
        if (!isExpected) writer.writeUnsigned(this.names.codeOf(value as string));
        prediction.learnText(field.slot, value as string);
        return;
      case 'text':
      case 'textOrNull':
        if (!isExpected) this.packText(field.slot, value as string | null);
        prediction.learnText(field.slot, value as string | null);
        return;
      case 'flag':
        return;
      case 'partitions':
        this.packPartitions(value as readonly EventPartition[]);
        return;
      case 'members':
        this.packMembers(value as EventOf<'AssignmentStored'>['members']);
        return;
    }
  }

  private packText(slot: number, text: string | null): void {
    const { writer, textNumbers } = this;
    if (text === null) return writer.writeUnsigned(TEXT_CODES.null);
    const number = textNumbers.get(text);
    if (number !== undefined) {
      return writer.writeUnsigned(TEXT_CODES.firstDistance + textNumbers.size - number);
    }
    textNumbers.set(text, textNumbers.size);
    const shared = sharedLength(this.freshTexts.get(slot) ?? '', text);
    this.freshTexts.set(slot, text);
    writer.writeUnsigned(TEXT_CODES.fresh);
    writer.writeUnsigned(shared);
    writer.writeText(text, shared);
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

function sharedLength(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let length = 0;
  while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}
