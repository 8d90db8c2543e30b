/** A Vega-Lite specification, or a part of one. */
export interface ChartSpec {
  readonly [field: string]: unknown;
}

/** A chart ready to be drawn. */
export interface Chart {
  /** File name without ending. */
  readonly name: string;
  readonly title: string;
  /** What the chart shows, in words, for those who do not see it. */
  readonly alt: string;
  readonly spec: ChartSpec;
}

/** More marks than this are thinned out, and the subtitle says so. */
export const MAX_MARKS = 5000;

/** Width of the plot in pixels. */
export const PLOT_WIDTH = 960;

/** Colours that the page swaps for others on a dark background. */
export const INK = '#1b1f24';
export const MUTED = '#57606a';
export const GRID = '#dde2e8';
export const PAPER = '#ffffff';
/** Nobody owns it. */
export const NOBODY = '#c3cad2';
/** Crashes and redeliveries. */
export const ALARM = '#b42318';
/** Letters on coloured bars: they stay as they are on a dark page. */
export const DARK_LETTERS = '#1b1f23';
export const LIGHT_LETTERS = '#fefefe';
/** Time in which a group rebalances. */
export const REBALANCE = '#e4e9ef';
/** A key in more than one partition. */
export const SPLIT = '#f0b3a9';

/** The font of charts and page; the page and the SVGs carry the glyphs that they use. */
export const FONT_FAMILY =
  "'Gothic A1', 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR'" +
  ', sans-serif';

/** Look of every chart. */
export const CHART_CONFIG: ChartSpec = {
  font: FONT_FAMILY,
  background: PAPER,
  padding: 14,
  view: { stroke: GRID },
  title: {
    anchor: 'start',
    fontSize: 18,
    fontWeight: 'bold',
    color: INK,
    subtitleFontSize: 13,
    subtitleColor: MUTED,
    subtitlePadding: 6,
    offset: 14,
    frame: 'group',
  },
  axis: {
    labelFontSize: 12,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    labelColor: INK,
    titleColor: MUTED,
    gridColor: GRID,
    domainColor: MUTED,
    tickColor: MUTED,
    labelLimit: 220,
    titlePadding: 8,
  },
  legend: {
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: 'normal',
    labelColor: INK,
    titleColor: MUTED,
    orient: 'bottom',
    direction: 'horizontal',
    symbolSize: 130,
    columnPadding: 18,
    labelLimit: 240,
    offset: 14,
  },
};

/** A whole specification: the schema, the look, a title with lines below it, and what to draw. */
export function wholeSpec(title: string, subtitle: readonly string[], body: ChartSpec): ChartSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, subtitle },
    config: CHART_CONFIG,
    ...body,
  };
}
