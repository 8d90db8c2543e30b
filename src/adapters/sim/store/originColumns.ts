import type { RecordPosition } from '../../../issuer/ports.ts';
import { growColumn } from '../../../history/growColumn.ts';
import type { TextPool } from '../../../history/textPool.ts';

const INITIAL_ROWS = 32;
/** What the columns can hold; simulated logs are far shorter. */
const OFFSET_LIMIT = 2 ** 32;
const PARTITION_LIMIT = 2 ** 16;

/** The record that caused each row of a table, as columns. */
export class OriginColumns {
  private readonly texts: TextPool;
  private topics = new Uint32Array(INITIAL_ROWS);
  private partitions = new Uint16Array(INITIAL_ROWS);
  private offsets = new Uint32Array(INITIAL_ROWS);

  constructor(texts: TextPool) {
    this.texts = texts;
  }

  /** Memory held, in bytes. */
  get byteLength(): number {
    return this.topics.byteLength + this.partitions.byteLength + this.offsets.byteLength;
  }

  /** Sets the origin of a row, which is one of the table's rows or the next. */
  set(row: number, topicText: number, origin: RecordPosition): void {
    if (row === this.topics.length) {
      this.topics = growColumn(this.topics, row + 1);
      this.partitions = growColumn(this.partitions, row + 1);
      this.offsets = growColumn(this.offsets, row + 1);
    }
    if (origin.offset >= OFFSET_LIMIT || origin.partition >= PARTITION_LIMIT) {
      throw new RangeError(`no room for ${origin.topic}-${origin.partition}@${origin.offset}`);
    }
    this.topics[row] = topicText;
    this.partitions[row] = origin.partition;
    this.offsets[row] = origin.offset;
  }

  get(row: number): RecordPosition {
    return {
      topic: this.texts.textOf(this.topics[row]!),
      partition: this.partitions[row]!,
      offset: this.offsets[row]!,
    };
  }
}
