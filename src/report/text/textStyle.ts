import picocolors from 'picocolors';

/** Colours of terminal text; with `colour: false` every function returns its text unchanged. */
export interface TextStyle {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  unsure(text: string): string;
  accent(text: string): string;
}

/** How text output is to look. */
export interface TextOptions {
  readonly colour: boolean;
  /** Columns of the terminal; 80 if not given. */
  readonly width?: number;
}

/** Width of text if nobody says another. */
export const DEFAULT_WIDTH = 80;

/** The style for a stream that shows colours or does not. */
export function textStyle(options: TextOptions): TextStyle {
  const colours = picocolors.createColors(options.colour);
  return {
    bold: colours.bold,
    dim: colours.dim,
    good: colours.green,
    bad: colours.red,
    unsure: colours.yellow,
    accent: colours.cyan,
  };
}

/**
 * Whether text for a stream should be coloured: NO_COLOR wins, then FORCE_COLOR, then whether it is
 * a terminal.
 */
export function wantsColour(
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTerminal && TERM !== 'dumb';
}
