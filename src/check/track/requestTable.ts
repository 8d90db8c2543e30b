import { growColumn } from '../../history/growColumn.ts';
import { NameTable } from '../../history/nameTable.ts';
import { TextPool } from '../../history/textPool.ts';
import { RequestTrack } from './requestTrack.ts';
import type { RunTrack } from './runTrack.ts';

/** Integers of a request that may be -1: their places in its row. */
export const INTEGER = {
  submittedSeq: 0,
  ackedSeq: 1,
  coupon: 2,
  partition: 3,
  offset: 4,
  effectPartition: 5,
  effectOffset: 6,
} as const;
export const INTEGERS = 7;

/** Small counts and numbers of names: their places in its row. */
export const COUNT = {
  submissions: 0,
  openSubmissions: 1,
  definiteRefusals: 2,
  sends: 3,
  records: 4,
  results: 5,
  issues: 6,
  issuedResults: 7,
  deadLetters: 8,
  submittedBy: 9,
  effectProcess: 10,
} as const;
export const COUNTS = 11;

/** What does not fit is not told apart. */
export const HIGHEST_COUNT = 32_767;

/** Times: their places in its row. */
export const TIME = { submitted: 0, acked: 1, effect: 2 } as const;
export const TIMES = 3;

const INITIAL_ROWS = 128;

/** Requests that are found without the index; a power of two. */
const RECENT = 256;

/**
 * What the history has told about every request, as rows of typed arrays: a million requests as
 * objects would take several hundred megabytes.
 */
export class RequestTable {
  readonly run: RunTrack;
  integers = new Int32Array(INITIAL_ROWS * INTEGERS).fill(-1);
  counts = new Int16Array(INITIAL_ROWS * COUNTS);
  times = new Float64Array(INITIAL_ROWS * TIMES).fill(-1);
  /** Of processes; the empty name is number 0. */
  readonly names = new NameTable();
  private readonly ids = new TextPool();
  /** By a few letters of the id: the request that was asked for last. */
  private readonly recentIds: string[] = new Array<string>(RECENT).fill('');
  private readonly recentNumbers = new Int32Array(RECENT).fill(-1);

  constructor(run: RunTrack) {
    this.run = run;
    this.names.codeOf('');
  }

  get size(): number {
    return this.ids.count;
  }

  /** The request of this id, known or new. */
  of(requestId: string): RequestTrack {
    // The events of one request mostly come close together.
    const place = placeOf(requestId);
    const recent = this.recentNumbers[place]!;
    if (recent >= 0 && this.recentIds[place] === requestId) return this.at(recent);
    const { size } = this;
    const number = this.ids.intern(requestId);
    if (number === size) this.makeRoom(number + 1);
    this.recentIds[place] = requestId;
    this.recentNumbers[place] = number;
    return this.at(number);
  }

  /** As `of`, for an id that is probably that of the request of this number. */
  ofLikely(requestId: string, number: number): RequestTrack {
    return this.ids.is(number, requestId) ? this.at(number) : this.of(requestId);
  }

  /** The request of this number. */
  at(number: number): RequestTrack {
    return new RequestTrack(this, number);
  }

  idOf(number: number): string {
    return this.ids.textOf(number);
  }

  /** All requests in order of first appearance. */
  *[Symbol.iterator](): Generator<RequestTrack> {
    for (let number = 0; number < this.size; number++) yield this.at(number);
  }

  private makeRoom(rows: number): void {
    // Each for itself: how much a column grows depends on its own length.
    this.integers = growFilled(this.integers, rows * INTEGERS);
    this.counts = growColumn(this.counts, rows * COUNTS);
    this.times = growFilled(this.times, rows * TIMES);
  }
}

/** Ids of neighbours differ in their last letters. */
function placeOf(id: string): number {
  const last = id.length - 1;
  if (last < 2) return id.length;
  const tens = id.charCodeAt(last - 1) * 10;
  return (id.charCodeAt(last) + tens + id.charCodeAt(last - 2) * 100) & (RECENT - 1);
}

function growFilled<C extends Int32Array | Float64Array>(column: C, length: number): C {
  const grown = growColumn(column, length);
  if (grown !== column) grown.fill(-1, column.length);
  return grown;
}
