import { ByteReader } from './byteReader.ts';
import type { EventOf, EventPartition, HistoryEvent } from './event.ts';
import type { EventField } from './eventFields.ts';
import { EVENT_LAYOUTS } from './eventFields.ts';
import { TEXT_CODES } from './eventPacker.ts';
import { FieldPrediction } from './fieldPrediction.ts';
import type { NameTable } from './nameTable.ts';
import { TextPrediction } from './textPrediction.ts';

/** Reads the events of one chunk back, in order. */
export class EventUnpacker {
  private readonly reader: ByteReader;
  private readonly names: NameTable;
  private readonly prediction = new FieldPrediction();
  private readonly texts = new TextPrediction();
  private atUs = 0;
  private process = '';
  private partition = 0;

  constructor(bytes: Uint8Array, names: NameTable) {
    this.reader = new ByteReader(bytes);
    this.names = names;
  }

  /** The next event, equal to the packed one, fields in the order of the contract. */
  next(): HistoryEvent {
    const { reader } = this;
    const { type, fields, maskBytes } = EVENT_LAYOUTS[reader.readUnsigned()]!;
    this.atUs += reader.readSigned();
    const expected = reader.readFixed(maskBytes);
    if ((expected & 1) === 0) this.process = this.names.nameOf(reader.readUnsigned());
    this.partition = 0;
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
        return this.readName(field.slot, isExpected);
      case 'text':
      case 'textOrNull':
        return this.readText(field.slot, isExpected);
      case 'flag':
        return isExpected;
      case 'integers':
        return this.readIntegers();
      case 'partitions':
        return this.readPartitions();
      case 'members':
        return this.readMembers();
    }
  }

  private readInteger({ slot, isPartition }: EventField, isExpected: boolean): number {
    const { prediction, partition } = this;
    const expected = prediction.expectedInteger(slot, partition);
    const value = isExpected ? expected : expected + this.reader.readSigned();
    if (isPartition) {
      prediction.learnStepless(slot, partition, value);
      this.partition = value;
    } else prediction.learnInteger(slot, partition, value);
    return value;
  }

  private readName(slot: number, isExpected: boolean): string {
    if (isExpected) return this.prediction.expectedName(slot);
    const name = this.names.nameOf(this.reader.readUnsigned());
    this.prediction.learnName(slot, name);
    return name;
  }

  private readText(slot: number, isExpected: boolean): string | null {
    const { texts, partition } = this;
    if (isExpected) return texts.take(slot, partition, 0);
    const code = this.reader.readUnsigned();
    if (code >= TEXT_CODES.number)
      return texts.take(slot, partition, unzigzag(code - TEXT_CODES.number));
    const text = code === TEXT_CODES.null ? null : this.reader.readText();
    texts.learn(slot, partition, text);
    return text;
  }

  private readIntegers(): number[] {
    return Array.from({ length: this.reader.readUnsigned() }, () => this.reader.readSigned());
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

function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}
