import { growColumn } from './growColumn.ts';

const INITIAL_SLOTS = 64;
const INITIAL_BYTES = 512;
/** Set in `starts` for a text that has code units above 255 and is held in two bytes a unit. */
const WIDE = 0x80000000;
const CHUNK = 4096;

/**
 * Numbers texts: equal texts get equal ids, 0, 1, 2, ... A text costs its own bytes and 12 to 16
 * more, where a JavaScript string as the key of a Map costs 60 and more, which would be most of
 * what a million rows take.
 */
export class TextPool {
  private bytes = new Uint8Array(INITIAL_BYTES);
  private byteCount = 0;
  /**
   * Where each text begins, and whether it is wide. Entry `textCount` is the end of the last one.
   */
  private starts = new Uint32Array(INITIAL_SLOTS);
  private textCount = 0;
  /** Open addressing, linear probing: id + 1, or 0 for a free slot. */
  private slots = new Int32Array(INITIAL_SLOTS);

  /** How many texts have an id. */
  get count(): number {
    return this.textCount;
  }

  /** Memory held, in bytes. */
  get byteLength(): number {
    return this.bytes.byteLength + this.starts.byteLength + this.slots.byteLength;
  }

  /** The id of a text, or -1 if it has none. */
  find(text: string): number {
    return this.slots[this.slotOf(text)]! - 1;
  }

  /** The id of a text, which gets one if it has none. */
  intern(text: string): number {
    let slot = this.slotOf(text);
    const known = this.slots[slot]! - 1;
    if (known >= 0) return known;
    if ((this.textCount + 1) * 3 > this.slots.length * 2) {
      this.growSlots();
      slot = this.slotOf(text);
    }
    this.append(text);
    this.slots[slot] = this.textCount;
    return this.textCount - 1;
  }

  /** True if this is the text of the id. */
  is(id: number, text: string): boolean {
    return this.equals(id, text);
  }

  /** The text of an id. */
  textOf(id: number): string {
    const from = this.startOf(id);
    const to = this.startOf(id + 1);
    const isWide = this.isWide(id);
    const units: number[] = [];
    let text = '';
    for (let index = from; index < to; index += isWide ? 2 : 1) {
      units.push(isWide ? this.bytes[index]! | (this.bytes[index + 1]! << 8) : this.bytes[index]!);
      if (units.length === CHUNK) text += String.fromCharCode(...units.splice(0));
    }
    return text + String.fromCharCode(...units);
  }

  private startOf(id: number): number {
    return this.starts[id]! & ~WIDE;
  }

  private isWide(id: number): boolean {
    return this.starts[id]! >= WIDE;
  }

  /** The slot that holds the text, or the free slot where it belongs. */
  private slotOf(text: string): number {
    const mask = this.slots.length - 1;
    for (let slot = hashOf(text) & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot]! - 1;
      if (id < 0 || this.equals(id, text)) return slot;
    }
  }

  private equals(id: number, text: string): boolean {
    const { bytes } = this;
    const { length } = text;
    const from = this.startOf(id);
    const byteLength = this.startOf(id + 1) - from;
    if (!this.isWide(id)) {
      if (byteLength !== length) return false;
      for (let index = 0; index < length; index++) {
        if (bytes[from + index] !== text.charCodeAt(index)) return false;
      }
      return true;
    }
    if (byteLength !== 2 * length) return false;
    for (let index = 0; index < length; index++) {
      const at = from + 2 * index;
      if ((bytes[at]! | (bytes[at + 1]! << 8)) !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  private append(text: string): void {
    const { length } = text;
    let isWide = false;
    for (let index = 0; index < length && !isWide; index++) isWide = text.charCodeAt(index) > 255;
    const start = this.byteCount;
    this.byteCount += isWide ? 2 * length : length;
    if (this.byteCount >= WIDE) throw new RangeError('the text pool is full (2 GB)');
    this.bytes = growColumn(this.bytes, this.byteCount);
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (isWide) {
        this.bytes[start + 2 * index] = unit;
        this.bytes[start + 2 * index + 1] = unit >> 8;
      } else this.bytes[start + index] = unit;
    }
    this.starts = growColumn(this.starts, this.textCount + 2);
    if (isWide) this.starts[this.textCount] = start + WIDE;
    this.starts[++this.textCount] = this.byteCount;
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.textCount; id++) {
      let slot = this.hashOfId(id) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = id + 1;
    }
  }

  /** As `hashOf`, from the bytes. */
  private hashOfId(id: number): number {
    const { bytes } = this;
    const to = this.startOf(id + 1);
    const step = this.isWide(id) ? 2 : 1;
    let hash = FNV_OFFSET;
    for (let index = this.startOf(id); index < to; index += step) {
      const unit = step === 2 ? bytes[index]! | (bytes[index + 1]! << 8) : bytes[index]!;
      hash = Math.imul(hash ^ unit, FNV_PRIME);
    }
    return finish(hash);
  }
}

const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/**
 * FNV-1a over the code units, with its upper bits folded into the lower ones that index the slots.
 */
function hashOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  return finish(hash);
}

function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
