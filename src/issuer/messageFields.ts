import { MalformedMessage } from './malformedMessage.ts';

/**
 * Longest id of a coupon, user, order, product or request, in UTF-16 code units; the columns'
 * width.
 */
export const MAX_ID_LENGTH = 64;

/** Longest free text of a message (names of products and options), in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 255;

/** What PostgreSQL cannot store as text: NUL, and surrogates without a partner. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * Reads the fields of one JSON object of a message, each with its check. Every method throws
 * MalformedMessage with the path of the field. Fields that nobody asks for are allowed: a newer
 * producer may send more than this version knows.
 */
export class MessageFields {
  private readonly object: Readonly<Record<string, unknown>>;
  private readonly path: string;

  private constructor(object: Readonly<Record<string, unknown>>, path: string) {
    this.object = object;
    this.path = path;
  }

  /** Parses the value of a record. null is a tombstone, which none of these topics uses. */
  static parse(value: string | null): MessageFields {
    if (value === null) throw new MalformedMessage('', 'the record has no value');
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch {
      // The engine's own message differs between engines: it would not be reproducible.
      throw new MalformedMessage('', 'the value is not JSON');
    }
    return MessageFields.of(parsed, '');
  }

  private static of(value: unknown, path: string): MessageFields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new MalformedMessage(path, `must be an object, is ${describe(value)}`);
    }
    const object = value as Readonly<Record<string, unknown>>;
    return new MessageFields(object, path === '' ? '' : `${path}.`);
  }

  /** A text of 1 to MAX_ID_LENGTH code units. */
  idText(name: string): string {
    const value = this.required(name);
    if (typeof value !== 'string') throw this.wrongType(name, 'text', value);
    const problem = idProblem(value);
    if (problem !== null) throw this.malformed(name, problem);
    return value;
  }

  /** An id that senders write as a number or as text; always text inside. */
  id(name: string): string {
    const value = this.required(name);
    const problem = idProblem(value);
    if (problem !== null) throw this.malformed(name, problem);
    return String(value);
  }

  /** A text of at most MAX_TEXT_LENGTH code units, perhaps empty. */
  text(name: string): string {
    const value = this.required(name);
    if (typeof value !== 'string') throw this.wrongType(name, 'text', value);
    if (value.length > MAX_TEXT_LENGTH) {
      throw this.malformed(name, `is longer than ${MAX_TEXT_LENGTH} characters`);
    }
    if (UNSTORABLE.test(value)) throw this.malformed(name, 'has a character that cannot be stored');
    return value;
  }

  /** A whole number from `minimum` to 2^53 - 1. */
  wholeNumber(name: string, minimum: number): number {
    const value = this.required(name);
    if (typeof value !== 'number') throw this.wrongType(name, 'a number', value);
    if (!Number.isSafeInteger(value) || value < minimum) {
      throw this.malformed(name, `must be a whole number of at least ${minimum}`);
    }
    return value;
  }

  /** A list of at least one object. */
  objects(name: string): readonly MessageFields[] {
    const value = this.required(name);
    if (!Array.isArray(value)) throw this.wrongType(name, 'a list', value);
    if (value.length === 0) throw this.malformed(name, 'must not be empty');
    return value.map((item: unknown, index) => {
      return MessageFields.of(item, `${this.path}${name}[${index}]`);
    });
  }

  /** An object of at least one field, whose names are data. */
  map(name: string): MessageFields {
    const fields = MessageFields.of(this.required(name), `${this.path}${name}`);
    if (fields.names().length === 0) throw this.malformed(name, 'must not be empty');
    return fields;
  }

  /**
   * The names of all fields, in the order of the message (numbers first, as JavaScript orders
   * them).
   */
  names(): readonly string[] {
    return Object.keys(this.object);
  }

  /** An error about one of the fields. */
  malformed(name: string, problem: string): MalformedMessage {
    return new MalformedMessage(`${this.path}${name}`, problem);
  }

  private wrongType(name: string, wanted: string, value: unknown): MalformedMessage {
    return this.malformed(name, `must be ${wanted}, is ${describe(value)}`);
  }

  private required(name: string): unknown {
    // Own fields only: `toString` and the like are not part of a message.
    if (!Object.hasOwn(this.object, name)) throw this.malformed(name, 'is missing');
    return this.object[name];
  }
}

/**
 * What is wrong with an id, or null. Ids are text, or whole numbers from 0 to 2^53 - 1: beyond that
 * JSON parsers round, and two ids would become one.
 */
export function idProblem(value: unknown): string | null {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)
      ? null
      : 'must be text or a whole number from 0 to 2^53 - 1';
  }
  if (typeof value !== 'string') return `must be text or a number, is ${describe(value)}`;
  if (value === '') return 'must not be empty';
  if (value.length > MAX_ID_LENGTH) return `is longer than ${MAX_ID_LENGTH} characters`;
  if (UNSTORABLE.test(value)) return 'has a character that cannot be stored';
  return null;
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
