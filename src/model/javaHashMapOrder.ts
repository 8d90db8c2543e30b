/**
 * `String.hashCode` of Java: the polynomial of base 31 over UTF-16 code units, as a signed 32-bit
 * integer.
 */
export function javaStringHashCode(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  }
  return hash;
}

const DEFAULT_CAPACITY = 16;
/** A bucket that would hold more entries than this makes a table below MIN_TREE_CAPACITY grow. */
const MAX_CHAIN_LENGTH = 8;
const MIN_TREE_CAPACITY = 64;

interface Entry<V> {
  readonly key: string;
  /** The hash with its high half folded into the low one, as `HashMap.hash` does. */
  readonly spread: number;
  value: V;
}

/**
 * A map that iterates in the order of `java.util.HashMap<String, V>` (Java 17): by bucket, and
 * inside a bucket by insertion. Kafka lets that order decide who becomes the next leader of a
 * group, which protocol wins a tied vote, and how sticky assignors break ties.
 *
 * The table starts with 16 buckets, doubles when more than three quarters as many entries are in
 * it, and never shrinks. Growing keeps the relative order inside a bucket, so the order of
 * iteration is the order of insertion, sorted by bucket; it is worked out when first asked for
 * after a change.
 *
 * Simplified: a bucket of more than eight entries in a table of 64 or more becomes a tree in Java,
 * which puts the root of the tree first; here it stays in order of insertion.
 */
export class JavaHashMap<V> {
  private readonly entryByKey = new Map<string, Entry<V>>();
  private readonly hashCode: (key: string) => number;
  private capacity = DEFAULT_CAPACITY;
  private ordered: readonly Entry<V>[] | null = null;

  /**
   * `initialCapacity` is rounded up to a power of two, as in Java's constructor. `hashCode` is
   * given for keys that stand for something else than a string, and returns a signed 32-bit
   * integer.
   */
  constructor(initialCapacity = DEFAULT_CAPACITY, hashCode = javaStringHashCode) {
    this.hashCode = hashCode;
    this.capacity = 1;
    while (this.capacity < initialCapacity) this.capacity *= 2;
  }

  get size(): number {
    return this.entryByKey.size;
  }

  has(key: string): boolean {
    return this.entryByKey.has(key);
  }

  get(key: string): V | undefined {
    return this.entryByKey.get(key)?.value;
  }

  /** Adds an entry, or replaces the value of one, which keeps its place. */
  set(key: string, value: V): this {
    const existing = this.entryByKey.get(key);
    if (existing !== undefined) {
      existing.value = value;
      return this;
    }
    const hash = this.hashCode(key);
    const entry: Entry<V> = { key, spread: hash ^ (hash >>> 16), value };
    this.entryByKey.set(key, entry);
    this.ordered = null;
    this.maybeGrow(entry);
    return this;
  }

  /** Removes an entry. False if there was none. */
  delete(key: string): boolean {
    if (!this.entryByKey.delete(key)) return false;
    this.ordered = null;
    return true;
  }

  /** Removes all entries; the table keeps its size. */
  clear(): void {
    this.entryByKey.clear();
    this.ordered = null;
  }

  /** The keys in Java's order: a copy, so that the map may change while the caller iterates. */
  keys(): string[] {
    return this.inOrder().map((entry) => entry.key);
  }

  /** The values in Java's order: a copy. */
  values(): V[] {
    return this.inOrder().map((entry) => entry.value);
  }

  /** Keys and values in Java's order: a copy. */
  entries(): [string, V][] {
    return this.inOrder().map((entry) => [entry.key, entry.value]);
  }

  [Symbol.iterator](): Iterator<[string, V]> {
    return this.entries()[Symbol.iterator]();
  }

  private inOrder(): readonly Entry<V>[] {
    if (this.ordered === null) {
      const mask = this.capacity - 1;
      // Array.prototype.sort is stable, so equal buckets stay in order of insertion.
      this.ordered = [...this.entryByKey.values()].sort(
        (a, b) => (a.spread & mask) - (b.spread & mask),
      );
    }
    return this.ordered;
  }

  private maybeGrow(added: Entry<V>): void {
    const size = this.entryByKey.size;
    if (size > MAX_CHAIN_LENGTH && this.capacity < MIN_TREE_CAPACITY) {
      const mask = this.capacity - 1;
      let chainLength = 0;
      for (const entry of this.entryByKey.values()) {
        if ((entry.spread & mask) === (added.spread & mask)) chainLength++;
      }
      if (chainLength > MAX_CHAIN_LENGTH) this.capacity *= 2;
    }
    if (size > this.capacity * 0.75) this.capacity *= 2;
  }
}
