/** Appends variable-length integers to a growing array of bytes. */
export class ByteWriter {
  private bytes = new Uint8Array(1024);
  private length = 0;

  /** Appends an integer in [0, 2^53), seven bits a byte, low bits first. */
  writeUnsigned(value: number): void {
    if (this.length + 8 > this.bytes.length) this.grow();
    if (value < 0x80) {
      this.bytes[this.length++] = value;
      return;
    }
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      // Shifts would cut at 32 bits.
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 128);
    }
    this.bytes[this.length++] = rest;
  }

  /** Appends an integer in (-2^52, 2^52): small ones of either sign take one byte. */
  writeSigned(value: number): void {
    this.writeUnsigned(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** Appends a text by its UTF-16 code units, from `start` on. Lone surrogates survive. */
  writeText(text: string, start: number): void {
    this.writeUnsigned(text.length - start);
    for (let index = start; index < text.length; index++)
      this.writeUnsigned(text.charCodeAt(index));
  }

  /** Leaves room for an integer of `count` bytes, for `fill`. Returns where. */
  reserve(count: number): number {
    if (this.length + 8 > this.bytes.length) this.grow();
    const mark = this.length;
    this.length += count;
    return mark;
  }

  /** Writes an integer into the `count` bytes that `reserve` left, low bytes first. */
  fill(mark: number, count: number, value: number): void {
    let rest = value;
    for (let index = mark; index < mark + count; index++) {
      this.bytes[index] = rest & 0xff;
      rest >>>= 8;
    }
  }

  /** What has been written since the start or the last `take`, in an array of its own. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  private grow(): void {
    const grown = new Uint8Array(this.bytes.length * 2);
    grown.set(this.bytes);
    this.bytes = grown;
  }
}
