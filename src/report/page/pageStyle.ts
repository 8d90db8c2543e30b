import { CONSUMER_COLOURS } from '../charts/consumerPalette.ts';
import { LINE_COLOURS } from '../charts/couponChart.ts';
import {
  ALARM,
  FONT_FAMILY,
  GRID,
  INK,
  MUTED,
  NOBODY,
  PAPER,
  REBALANCE,
  SPLIT,
} from '../charts/chartTheme.ts';

/** Colours of the page by name, on light and on dark background. */
const THEME = {
  ink: [INK, '#e8ebee'],
  muted: [MUTED, '#a9b4c0'],
  grid: [GRID, '#3a434d'],
  paper: [PAPER, '#14181d'],
  band: [REBALANCE, '#252c34'],
  nobody: [NOBODY, '#56616d'],
  alarm: [ALARM, '#ff8a7a'],
  good: ['#146c3b', '#5fd394'],
  unsure: ['#8a5a00', '#f2c14e'],
  panel: ['#f5f7f9', '#1c2229'],
  link: ['#0b57a4', '#7fb8f5'],
  split: [SPLIT, '#e58a7c'],
} as const;

/** Colours that charts take from the theme. */
const CHART_COLOURS = {
  [INK]: 'ink',
  [MUTED]: 'muted',
  [GRID]: 'grid',
  [PAPER]: 'paper',
  [REBALANCE]: 'band',
  [NOBODY]: 'nobody',
  [ALARM]: 'alarm',
  [SPLIT]: 'split',
} as const;

/** Colours that are too dark for a dark page, and what they become there. */
const LIGHTER: Readonly<Record<string, string>> = {
  [LINE_COLOURS[0]]: '#a397ff',
  [LINE_COLOURS[1]]: '#ee8abc',
  [LINE_COLOURS[2]]: '#57c981',
  [LINE_COLOURS[3]]: '#e08fd2',
  [LINE_COLOURS[4]]: '#cfcf62',
  [LINE_COLOURS[5]]: '#66ccbc',
  [LINE_COLOURS[6]]: '#e88b6b',
  [LINE_COLOURS[7]]: '#8fbbe6',
  [CONSUMER_COLOURS[0]]: '#2f88cc',
  [CONSUMER_COLOURS[6]]: '#a89827',
};

const DARK_SCREEN = '@media screen and (prefers-color-scheme:dark)';

/** The style sheet of the page. `fontFaces`: `@font-face` rules of the embedded font. */
export function pageStyle(fontFaces: string): string {
  return `${fontFaces}
:root{${variables(0)};color-scheme:light dark}
${DARK_SCREEN}{:root{${variables(1)}}}
${chartRules()}
${BASE}${HEADER}${SECTIONS}${NARROW}${PRINT}`;
}

function variables(shade: 0 | 1): string {
  return Object.entries(THEME)
    .map(([name, shades]) => `--${name}:${shades[shade]}`)
    .join(';');
}

/** Charts are drawn for paper; on a dark screen their neutral colours and lines follow the page. */
function chartRules(): string {
  const neutral = Object.entries(CHART_COLOURS).flatMap(([colour, name]) =>
    ['fill', 'stroke'].map((side) => `.chart [${side}="${colour}"]{${side}:var(--${name})}`),
  );
  const lines = Object.entries(LIGHTER).flatMap(([colour, lighter]) =>
    ['fill', 'stroke'].map((side) => `.chart [${side}="${colour}"]{${side}:${lighter}}`),
  );
  return `${neutral.join('\n')}\n${DARK_SCREEN}{${lines.join('')}}`;
}

const MONOSPACE = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace";

const BASE = `
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
body{margin:0 auto;max-width:73rem;padding:2rem 1.5rem 4rem;background:var(--paper)}
body{color:var(--ink);font:1.0625rem/1.6 ${FONT_FAMILY}}
h1{font-size:clamp(1.6rem,1.1rem + 2vw,2.4rem);line-height:1.25;margin:.2rem 0 .8rem}
h1{text-wrap:balance}
h2{font-size:1.45rem;margin:3rem 0 .8rem;padding-top:1rem;border-top:2px solid var(--grid)}
h3{font-size:1.1rem;margin:1.4rem 0 .4rem}h4{margin:0 0 .4rem;font-size:1rem}
p{margin:.4rem 0 .8rem;max-width:46em}
a{color:var(--link)}
a:focus-visible,.scroll:focus-visible,summary:focus-visible{outline:3px solid var(--link)}
a:focus-visible,.scroll:focus-visible,summary:focus-visible{outline-offset:2px}
code{font-family:${MONOSPACE};font-size:.92em}
pre{background:var(--panel);padding:.9rem 1.1rem;border-radius:.3rem;overflow-x:auto}
summary{cursor:pointer;font-weight:700;padding:.4rem 0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.unseen{white-space:nowrap}
.scroll{overflow-x:auto}
footer{margin-top:3rem;color:var(--muted);font-size:.9rem}
`;

const HEADER = `
.over{color:var(--muted);margin:0}
.lesson{font-size:1.2rem;max-width:44em}
.overall{display:flex;gap:1rem;align-items:center;margin:1.6rem 0;padding:1rem 1.2rem}
.overall{background:var(--panel);border-left:.5rem solid var(--muted);border-radius:.3rem}
.overall p{margin:0}.overall .big{font-size:1.35rem;font-weight:700;line-height:1.3}
.sign{font-weight:700;display:inline-block;min-width:1.2em}
.overall .sign{font-size:2.4rem;line-height:1;min-width:1em;text-align:center}
.holds{border-color:var(--good)}.violated{border-color:var(--alarm)}
.unknown{border-color:var(--unsure)}
.holds .sign,.sign.holds{color:var(--good)}.violated .sign,.sign.violated{color:var(--alarm)}
.unknown .sign,.sign.unknown{color:var(--unsure)}
dl.facts{display:flex;flex-wrap:wrap;gap:.8rem 2.4rem;margin:1.2rem 0}
dl.facts dt{color:var(--muted);font-size:.9rem}
dl.facts dd{margin:0;font-weight:700;overflow-wrap:anywhere}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;padding:0;list-style:none}
`;

const SECTIONS = `
ul.rules{list-style:none;padding:0;margin:0 0 1rem}
ul.rules>li{padding:.55rem 0 .55rem 1.8rem;border-bottom:1px solid var(--grid)}
ul.rules>li>.sign{width:1.8rem;margin-left:-1.8rem}
ul.rules ul{margin:.3rem 0 0;padding-left:1.2rem}
figure{margin:1.6rem 0 2.4rem}
.chart svg{display:block;max-width:100%;min-width:44rem;height:auto}
.chart a{cursor:pointer}
.chart a:focus-visible path,.chart a:target path{stroke:var(--ink);stroke-width:5;outline:none}
table{border-collapse:collapse;font-size:.95rem;width:100%}
caption{text-align:left;font-weight:700;padding:.4rem 0}
th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--grid)}
th,td{vertical-align:top;white-space:nowrap}
td.wide{white-space:normal}
th{color:var(--muted);font-weight:400;border-bottom:2px solid var(--grid)}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
#tables .scroll{margin:1.6rem 0}
ol.story,ol.steps{list-style:none;padding:0;margin:0}
ol.story li,ol.steps li{display:grid;grid-template-columns:6.5rem 1fr;gap:1rem;padding:.25rem 0}
ol.story time,ol.steps time{color:var(--muted);text-align:right;white-space:nowrap}
ol.story time,ol.steps time{font-variant-numeric:tabular-nums}
ol.story .turn{font-weight:700}
.case{border-left:.3rem solid var(--alarm);padding:.2rem 0 .2rem 1.1rem;margin:1rem 0 1.6rem}
.case h4 a{font-weight:400;margin-left:.8rem}
.case .short{color:var(--muted);font-size:.95rem;max-width:60em;margin-bottom:0}
.case:target,ul.why li:target{background:var(--panel)}
ul.why{padding-left:1.2rem}ul.why li{margin:.35rem 0;max-width:60em}
dl.words{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:.8rem 2rem}
dl.words dt{font-weight:700}dl.words dd{margin:0}
`;

const NARROW = `
@media (max-width:40rem){body{padding:1.2rem 1rem 3rem}
ol.story li,ol.steps li{grid-template-columns:1fr;gap:0;padding:.4rem 0}
ol.story time,ol.steps time{text-align:left}ol.steps time:empty{display:none}
dl.words{grid-template-columns:1fr}}
`;

const PRINT = `
@media print{body{max-width:none;padding:0;font-size:10.5pt}nav{display:none}
h2{margin-top:1.6rem}
.chart svg{min-width:0;width:100%}figure,tr,li,.case{break-inside:avoid}
h2,h3,h4{break-after:avoid}.scroll{overflow:visible}
details::details-content{content-visibility:visible;height:auto}
caption{break-after:avoid}summary{list-style:none}th,td{white-space:normal}
a{color:inherit;text-decoration:none}}
`;
