import { KafkaLogFormatError } from './kafkaLogFormatError.ts';

/** The fields of a JSON object that Kafka's tool printed. A field of another type is an error. */
export class JsonFields {
  private readonly fields: Readonly<Record<string, unknown>>;
  private readonly where: string;
  private readonly text: string;

  /** `where` and `text` go into the message of an error. */
  constructor(value: unknown, where: string, text: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new KafkaLogFormatError(where, 'not a JSON object', text);
    this.fields = value as Readonly<Record<string, unknown>>;
    this.where = where;
    this.text = text;
  }

  /** Parses a text that must be a JSON object. */
  static parse(text: string, where: string): JsonFields {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new KafkaLogFormatError(where, 'not JSON', text);
    }
    return new JsonFields(value, where, text);
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined;
  }

  string(name: string): string {
    const value = this.fields[name];
    return typeof value === 'string' ? value : this.refuse(name, 'a text');
  }

  stringOrNull(name: string): string | null {
    return this.fields[name] === null ? null : this.string(name);
  }

  integer(name: string): number {
    const value = this.fields[name];
    return typeof value === 'number' && Number.isSafeInteger(value)
      ? value
      : this.refuse(name, 'a whole number');
  }

  integers(name: string): number[] {
    const value = this.fields[name];
    if (Array.isArray(value) && value.every((item) => Number.isSafeInteger(item)))
      return value as number[];
    return this.refuse(name, 'a list of whole numbers');
  }

  /** An object. */
  object(name: string): JsonFields {
    return new JsonFields(this.fields[name], `${this.where} ${name}`, this.text);
  }

  /** A list of objects. */
  objects(name: string): JsonFields[] {
    const value = this.fields[name];
    if (!Array.isArray(value)) return this.refuse(name, 'a list');
    return value.map((item) => new JsonFields(item, `${this.where} ${name}`, this.text));
  }

  /** The whole object, as parsed. */
  raw(): Readonly<Record<string, unknown>> {
    return this.fields;
  }

  private refuse(name: string, wanted: string): never {
    throw new KafkaLogFormatError(this.where, `${name} is not ${wanted}`, this.text);
  }
}
