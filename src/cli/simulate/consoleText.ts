import { escapeControls } from '../../report/text/escapeControls.ts';
import { cutTo } from '../../report/text/displayWidth.ts';
import { countOf } from '../../report/text/nameRecords.ts';
import type { TextOptions } from '../../report/text/textStyle.ts';
import { DEFAULT_WIDTH, textStyle } from '../../report/text/textStyle.ts';

/** How many lines are shown. */
const MAX_LINES = 40;

/** What console consumers have printed, as a section of its own; empty if they have not. */
export function consoleText(lines: readonly string[], options: TextOptions): readonly string[] {
  if (lines.length === 0) return [];
  const style = textStyle(options);
  const width = options.width ?? DEFAULT_WIDTH;
  const rest = lines.length - MAX_LINES;
  return [
    '',
    style.bold(style.accent('Printed by the console consumers')),
    ...lines
      .slice(0, MAX_LINES)
      .map((line) => cutTo(escapeControls(line.replaceAll('\t', '  ')), width)),
    ...(rest > 0 ? [style.dim(`and ${countOf(rest, 'more line')}`)] : []),
  ];
}
