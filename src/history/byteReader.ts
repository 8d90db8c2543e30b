/** Reads what a ByteWriter wrote, in the same order. */
export class ByteReader {
  private readonly bytes: Uint8Array;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next integer in [0, 2^53). */
  readUnsigned(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.position++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  /** The next integer of `count` bytes, low bytes first. */
  readFixed(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++)
      value |= this.bytes[this.position++]! << (8 * index);
    return value;
  }

  /** The next integer in (-2^52, 2^52). */
  readSigned(): number {
    const value = this.readUnsigned();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** The next text. */
  readText(): string {
    const length = this.readUnsigned();
    let text = '';
    for (let index = 0; index < length; index++) text += String.fromCharCode(this.readUnsigned());
    return text;
  }
}
