type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/**
 * The column itself if it has room for `length` entries, otherwise a copy half as large again:
 * columns of a million rows should not be half empty.
 */
export function growColumn<C extends Column>(column: C, length: number): C {
  if (length <= column.length) return column;
  const capacity = Math.max(length, column.length + (column.length >> 1));
  const grown = new (column.constructor as new (length: number) => C)(capacity);
  grown.set(column);
  return grown;
}
