import { textWidth } from '../text/textWidth.ts';
import type { ChartSpec } from './chartTheme.ts';
import { INK } from './chartTheme.ts';
import { ownColour } from './timeFrame.ts';

/** One sign of a chart and what it means. */
export interface KeyItem {
  /** A shape of Vega, or an SVG path from -1 to 1. */
  readonly shape: string;
  readonly fill: string;
  readonly fillOpacity: number;
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly dash: readonly number[];
  readonly size: number;
  readonly text: string;
}

/** An item with the common look of a mark; give what differs. */
export function keyItem(text: string, look: Partial<KeyItem>): KeyItem {
  return {
    shape: 'circle',
    fill: INK,
    fillOpacity: 1,
    stroke: 'transparent',
    strokeWidth: 0,
    dash: [1, 0],
    size: 90,
    ...look,
    text,
  };
}

/** A shape for lines: as wide as a sign, with no height. */
export const KEY_LINE = 'M-1,0L1,0';
/** A shape for bars. */
export const KEY_BAR = 'M-1,-.6L1,-.6L1,.6L-1,.6Z';

/** A cross. */
export const CROSS = 'M-.5,-.5L.5,.5M-.5,.5L.5,-.5';

const ROW_HEIGHT = 24;
const FONT_SIZE = 13;
/** Between the middle of a sign and its text: of round signs, and of wide ones. */
const TEXT_AT = 12;
const WIDE_TEXT_AT = 22;
const ITEM_GAP = 26;

interface PlacedItem extends KeyItem {
  readonly px: number;
  readonly textAt: number;
  readonly py: number;
}

function isWide({ shape }: KeyItem): boolean {
  return shape === KEY_LINE || shape === KEY_BAR;
}

/** A panel that explains the signs of a chart, in as many rows as they need. */
export function symbolKey(items: readonly KeyItem[], width: number): ChartSpec {
  const values: PlacedItem[] = [];
  let px = 10;
  let row = 0;
  for (const item of items) {
    const textAt = isWide(item) ? WIDE_TEXT_AT : TEXT_AT;
    const itemWidth = textAt + textWidth(item.text, FONT_SIZE, false);
    if (px > 10 && px + itemWidth > width) {
      px = 10;
      row++;
    }
    values.push({ ...item, px, textAt: px + textAt, py: row * ROW_HEIGHT + ROW_HEIGHT / 2 });
    px += itemWidth + ITEM_GAP;
  }
  const place = { x: { expr: 'datum.px' }, y: { expr: 'datum.py' } };
  return {
    width,
    height: (row + 1) * ROW_HEIGHT,
    view: { stroke: null },
    layer: [
      {
        data: { values },
        mark: {
          type: 'point',
          ...place,
          opacity: 1,
          shape: { expr: 'datum.shape' },
          size: { expr: 'datum.size' },
          fill: { expr: 'datum.fill' },
          fillOpacity: { expr: 'datum.fillOpacity' },
          stroke: { expr: 'datum.stroke' },
          strokeWidth: { expr: 'datum.strokeWidth' },
          strokeDash: { expr: 'datum.dash' },
        },
      },
      {
        data: { values: values.map((item) => ({ ...item, px: item.textAt, colour: INK })) },
        mark: {
          type: 'text',
          ...place,
          align: 'left',
          baseline: 'middle',
          fontSize: FONT_SIZE,
          color: ownColour(),
        },
        encoding: { text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}
