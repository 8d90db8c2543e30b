import type { HistoryEvent, HistorySink } from './event.ts';
import { EventPacker } from './eventPacker.ts';
import { EventUnpacker } from './eventUnpacker.ts';
import { NameTable } from './nameTable.ts';

/** Events kept as they came before they are packed. Most runs never get there. */
const UNPACKED_EVENTS = 65_536;

/** Once a run is long, this many are packed at a time, so that few of them grow old unpacked. */
const CHUNK_EVENTS = 8192;

interface Chunk {
  readonly bytes: Uint8Array;
  readonly eventCount: number;
}

/**
 * Keeps the events of a run in memory, in order. The most recent ones are kept as they came;
 * earlier ones are packed, so that a million requests take tens of megabytes.
 */
export class MemoryHistory implements HistorySink {
  private readonly chunkEvents: number;
  private readonly chunks: Chunk[] = [];
  private readonly names = new NameTable();
  private packer: EventPacker | null = null;
  private recent: HistoryEvent[] = [];
  private recentLimit: number;
  private packedEventCount = 0;

  /** `unpackedEvents`: how many events are kept as they came, at least 1. */
  constructor(unpackedEvents: number = UNPACKED_EVENTS) {
    this.recentLimit = unpackedEvents;
    this.chunkEvents = Math.min(unpackedEvents, CHUNK_EVENTS);
  }

  onEvent(event: HistoryEvent): void {
    if (this.recent.length === this.recentLimit) this.packRecent();
    this.recent.push(event);
  }

  /** How many events there are. */
  get eventCount(): number {
    return this.packedEventCount + this.recent.length;
  }

  /** How many bytes the packed events take. */
  get packedBytes(): number {
    return this.chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** All events, oldest first. May be iterated more than once. */
  events(): Iterable<HistoryEvent> {
    return this.chunks.length === 0 ? this.recent : { [Symbol.iterator]: () => this.iterate() };
  }

  private *iterate(): Generator<HistoryEvent> {
    for (const { bytes, eventCount } of this.chunks) {
      const unpacker = new EventUnpacker(bytes, this.names);
      for (let rest = eventCount; rest > 0; rest--) yield unpacker.next();
    }
    yield* this.recent;
  }

  private packRecent(): void {
    this.packer ??= new EventPacker(this.names);
    const { length: eventCount } = this.recent;
    this.chunks.push({ bytes: this.packer.pack(this.recent), eventCount });
    this.packedEventCount += eventCount;
    this.recent = [];
    this.recentLimit = this.chunkEvents;
  }
}
