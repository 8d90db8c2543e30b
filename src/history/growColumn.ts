const LARGE = 16_384;

type Column = Uint8Array | Int16Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/**
 * The column itself if it has room for `length` entries, otherwise a larger copy: twice as large
 * while columns are small, a quarter larger then, as columns of a million rows should not be half
 * empty.
 */
export function growColumn<C extends Column>(column: C, length: number): C {
  if (length <= column.length) return column;
  const more = column.length < LARGE ? column.length : column.length >> 2;
  const capacity = Math.max(length, column.length + more);
  const grown = new (column.constructor as new (length: number) => C)(capacity);
  grown.set(column);
  return grown;
}
