import { displayWidth, padTo } from './displayWidth.ts';

/** Rows of cells as lines with aligned columns, two spaces between them, no spaces at the end. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, displayWidth(cell));
    });
  }
  return rows.map((row) =>
    row
      .map((cell, at) => padTo(cell, widths[at] ?? 0, right.has(at) ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  );
}
