import type { TextOptions } from '../report/text/textStyle.ts';
import { DEFAULT_WIDTH, wantsColour } from '../report/text/textStyle.ts';

/** Longer lines are hard to read, however wide the terminal is. */
const MAX_WIDTH = 100;

/** How text for standard output is to look: colours and width of the terminal, if it is one. */
export function terminalText(): TextOptions {
  // Node leaves `isTTY` undefined where there is no terminal, whatever its types say.
  const isTTY = process.stdout.isTTY === true;
  const { columns } = process.stdout;
  const width = isTTY && columns > 0 ? Math.min(columns, MAX_WIDTH) : DEFAULT_WIDTH;
  return { colour: wantsColour(process.env, isTTY), width };
}
