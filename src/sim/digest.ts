/**
 * A rolling 64-bit digest of integers and strings: two 32-bit multiplicative lanes.
 *
 * Not cryptographic. It serves to tell two runs apart, so every input changes both lanes.
 */
export class Digest {
  private low = 0x811c9dc5 | 0;
  private high = 0x9e3779b9 | 0;

  /** Mixes in an integer of up to 53 bits, or any number that is an exact integer. */
  mixInteger(value: number): void {
    const word = value | 0;
    this.mixWord(word);
    if (word !== value) this.mixWord(Math.floor(value / 4294967296) | 0);
  }

  /** Mixes in a text by its UTF-16 code units and its length. */
  mixText(text: string): void {
    const length = text.length;
    this.mixWord(length);
    for (let index = 0; index < length; index++) {
      this.low = Math.imul(this.low ^ text.charCodeAt(index), 0x01000193);
    }
    this.high = Math.imul(this.high ^ this.low, 0x85ebca6b);
  }

  /** Mixes in one 32-bit word. */
  mixWord(word: number): void {
    this.low = Math.imul(this.low ^ word, 0x01000193);
    const high = Math.imul(this.high ^ word, 0x85ebca6b);
    this.high = high ^ (high >>> 15);
  }

  /** The digest so far as 16 hexadecimal digits. */
  toHex(): string {
    return (
      hex8(this.high ^ (this.low >>> 16)) +
      hex8(Math.imul(this.low ^ (this.low >>> 15), 0x2c1b3c6d))
    );
  }
}

function hex8(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
