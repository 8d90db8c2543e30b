import { describe, expect, it } from 'vitest';
import { inlineChart, shownRedeliveries } from '../../../src/report/page/inlineChart.ts';

const CHART = { name: 'keys', title: 'Keys "and" more', alt: 'Bars.', spec: {} };
const SVG =
  '<svg width="1"><defs><clipPath id="clip0"></clipPath></defs><g clip-path="url(#clip0)">' +
  '<a xlink:href="#why-1"><path/></a><a xlink:href="#why-1"><path/></a>' +
  '<a xlink:href="#why-2"><path/></a></g></svg>';

describe('inlineChart', () => {
  const { text } = inlineChart({ chart: CHART, svg: SVG });

  it('gives ids that no other chart has', () => {
    expect(text).toContain('<clipPath id="keys-clip0">');
    expect(text).toContain('clip-path="url(#keys-clip0)"');
    expect(text).toContain('<figure id="chart-keys">');
  });

  it('names the drawing', () => {
    expect(text).toContain('aria-label="Keys &#34;and&#34; more. Bars."');
  });

  it('marks where each redelivery is seen first', () => {
    expect(text).toContain('<a id="mark-1" xlink:href="#why-1"><path/></a><a tabindex="-1" xlink');
    expect(text).toContain('<a id="mark-2" xlink:href="#why-2">');
  });
});

it('shownRedeliveries: numbers that any drawing links to', () => {
  expect([...shownRedeliveries([{ chart: CHART, svg: SVG }])]).toEqual([1, 2]);
  expect(shownRedeliveries([]).size).toBe(0);
});
