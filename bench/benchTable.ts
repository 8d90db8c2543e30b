import type { BenchGroup } from './benchRow.ts';

/** The groups as text, columns aligned. */
export function benchTable(groups: readonly BenchGroup[]): string {
  const rows = groups.flatMap(({ rows: group }) => group);
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  const textWidth = Math.max(...rows.map(({ text }) => text.length));
  const lines: string[] = [];
  for (const { name, ratio, rows: group } of groups) {
    lines.push(`${name} (ratio: ${ratio})`);
    for (const row of group) {
      const cells = [row.name.padEnd(nameWidth), row.text.padStart(textWidth)];
      lines.push(`  ${cells.join('  ')}  ${formatRatio(row.ratio)}`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

function formatRatio(ratio: number): string {
  if (ratio < 0.01) return '';
  return `x ${ratio >= 100 ? ratio.toFixed(0) : ratio.toFixed(2)}`;
}
