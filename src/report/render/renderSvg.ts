import type { TopLevelSpec } from 'vega-lite';
import type { ChartSpec } from '../charts/chartTheme.ts';
import { describeMarks } from './describeMarks.ts';
import { textWidth } from '../text/textWidth.ts';

/** The part of a text mark that decides its width. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/**
 * Draws a chart. The same specification gives the same bytes in every process and at every call.
 * Loads Vega at the first call. Throws if Vega-Lite or Vega finds fault with the specification.
 */
export async function renderSvg(spec: ChartSpec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const faults: string[] = [];
  const logger = vega.logger(vega.Warn);
  const note = (...words: readonly unknown[]): typeof logger => {
    faults.push(words.map(String).join(' '));
    return logger;
  };
  Object.assign(logger, { warn: note, error: note });
  const compiled = compile(spec as unknown as TopLevelSpec, { logger }).spec;
  refuse('Vega-Lite', faults);
  // Ids of clip paths and gradients count up over a process unless reset.
  vega.resetSVGDefIds();
  // Vega exports its text metrics for others to set, and leaves them out of its types.
  Object.assign((vega as unknown as { textMetrics: object }).textMetrics, { width: widthOf });
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
  try {
    const svg = describeMarks(await view.toSVG());
    refuse('Vega', faults);
    return svg;
  } finally {
    view.finalize();
  }
}

function refuse(who: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`${who}: ${faults.join('; ')}`);
}

function widthOf(item: TextItem, text: string | number | null | undefined): number {
  const isBold = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600;
  return textWidth(String(text ?? ''), item.fontSize ?? 11, isBold);
}
