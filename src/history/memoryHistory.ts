import type { HistoryEvent, HistorySink } from './event.ts';
import { EventPacker } from './eventPacker.ts';
import { EventUnpacker } from './eventUnpacker.ts';
import { NameTable } from './nameTable.ts';

/** Events kept as they came before they are packed. Most runs never get there. */
const CHUNK_EVENTS = 65_536;

/**
 * Keeps the events of a run in memory, in order. The most recent ones are kept as they came;
 * earlier ones are packed, so that a million requests take tens of megabytes.
 */
export class MemoryHistory implements HistorySink {
  private readonly chunkEvents: number;
  private readonly chunks: Uint8Array[] = [];
  private readonly names = new NameTable();
  private packer: EventPacker | null = null;
  private recent: HistoryEvent[] = [];

  /** `chunkEvents`: how many events are packed at a time, at least 1. */
  constructor(chunkEvents: number = CHUNK_EVENTS) {
    this.chunkEvents = chunkEvents;
  }

  onEvent(event: HistoryEvent): void {
    if (this.recent.length === this.chunkEvents) this.packRecent();
    this.recent.push(event);
  }

  /** How many events there are. */
  get eventCount(): number {
    return this.chunks.length * this.chunkEvents + this.recent.length;
  }

  /** How many bytes the packed events take. */
  get packedBytes(): number {
    return this.chunks.reduce((bytes, chunk) => bytes + chunk.length, 0);
  }

  /** All events, oldest first. May be iterated more than once. */
  events(): Iterable<HistoryEvent> {
    return this.chunks.length === 0 ? this.recent : { [Symbol.iterator]: () => this.iterate() };
  }

  private *iterate(): Generator<HistoryEvent> {
    for (const chunk of this.chunks) {
      const unpacker = new EventUnpacker(chunk, this.names);
      for (let rest = this.chunkEvents; rest > 0; rest--) yield unpacker.next();
    }
    yield* this.recent;
  }

  private packRecent(): void {
    this.packer ??= new EventPacker(this.names);
    this.chunks.push(this.packer.pack(this.recent));
    this.recent = [];
  }
}
