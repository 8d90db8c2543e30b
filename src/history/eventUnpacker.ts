import { ByteReader } from './byteReader.ts';
import type { EventOf, EventPartition, HistoryEvent } from './event.ts';
import type { EventField } from './eventFields.ts';
import { EVENT_LAYOUTS } from './eventFields.ts';
import { TEXT_CODES } from './eventPacker.ts';
import { FieldPrediction } from './fieldPrediction.ts';
import type { NameTable } from './nameTable.ts';

/** Reads the events of one chunk back, in order. */
export class EventUnpacker {
  private readonly reader: ByteReader;
  private readonly names: NameTable;
  private readonly prediction = new FieldPrediction();
  private readonly texts: string[] = [];
  private readonly freshTexts = new Map<number, string>();
  private atUs = 0;
  private process = '';

  constructor(bytes: Uint8Array, names: NameTable) {
    this.reader = new ByteReader(bytes);
    this.names = names;
  }

  /** The next event, equal to the packed one, fields in the order of the contract. */
  next(): HistoryEvent {
    const { reader, prediction } = this;
    const { type, fields } = EVENT_LAYOUTS[reader.readUnsigned()]!;
    this.atUs += reader.readSigned();
    const expected = reader.readUnsigned();
    if ((expected & 1) === 0) this.process = this.names.nameOf(reader.readUnsigned());
    prediction.startEvent();
    const event: Record<string, unknown> = { type, atUs: this.atUs, process: this.process };
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index]!;
      event[field.name] = this.readField(field, (expected & (2 << index)) !== 0);
    }
    return event as unknown as HistoryEvent;
  }

  private readField(field: EventField, isExpected: boolean): unknown {
    switch (field.kind) {
      case 'integer':
        return this.readInteger(field, isExpected);
      case 'name':
      case 'text':
      case 'textOrNull':
        return this.readText(field, isExpected);
      case 'flag':
        return isExpected;
      case 'partitions':
        return this.readPartitions();
      case 'members':
        return this.readMembers();
    }
  }

  private readInteger(field: EventField, isExpected: boolean): number {
    const { prediction } = this;
    const expected = prediction.expectedInteger(field.slot);
    const value = isExpected ? expected : expected + this.reader.readSigned();
    prediction.learnInteger(field.slot, value, field.name === 'partition');
    return value;
  }

  private readText(field: EventField, isExpected: boolean): string | null {
    const { slot } = field;
    if (isExpected) return this.prediction.expectedText(slot);
    const code = this.reader.readUnsigned();
    const text = field.kind === 'name' ? this.names.nameOf(code) : this.textOf(slot, code);
    this.prediction.learnText(slot, text);
    return text;
  }

  private textOf(slot: number, code: number): string | null {
    const { reader, texts } = this;
    if (code === TEXT_CODES.null) return null;
    if (code > TEXT_CODES.fresh) return texts[texts.length + TEXT_CODES.firstDistance - code]!;
    const shared = reader.readUnsigned();
    const text = (this.freshTexts.get(slot) ?? '').slice(0, shared) + reader.readText();
    this.freshTexts.set(slot, text);
    texts.push(text);
    return text;
  }

  private readPartitions(): EventPartition[] {
    const partitions: EventPartition[] = [];
    for (let rest = this.reader.readUnsigned(); rest > 0; rest--) {
      const topic = this.names.nameOf(this.reader.readUnsigned());
      partitions.push({ topic, partition: this.reader.readSigned() });
    }
    return partitions;
  }

  private readMembers(): EventOf<'AssignmentStored'>['members'] {
    const members: EventOf<'AssignmentStored'>['members'][number][] = [];
    for (let rest = this.reader.readUnsigned(); rest > 0; rest--) {
      const memberId = this.names.nameOf(this.reader.readUnsigned());
      const client = this.names.nameOf(this.reader.readUnsigned());
      members.push({ memberId, client, partitions: this.readPartitions() });
    }
    return members;
  }
}
