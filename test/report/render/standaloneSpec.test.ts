import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import { expect, it } from 'vitest';
import { allCharts } from '../../../src/report/charts/allCharts.ts';
import { standaloneSpec } from '../../../src/report/render/standaloneSpec.ts';
import { saleRun } from '../saleRun.ts';

it('standaloneSpec: is a specification of its own, with tooltips and without links', () => {
  for (const { name, spec } of allCharts(saleRun())) {
    const text = standaloneSpec(spec);
    const alone = JSON.parse(text) as TopLevelSpec;
    expect(alone.$schema).toBe('https://vega.github.io/schema/vega-lite/v6.json');
    expect(text).not.toContain('#why-');
    expect(text).toContain('"tooltip":{"field":"tip"');
    expect(text).not.toContain('"description":');
    expect(() => compile(alone), name).not.toThrow();
    if (name === 'deliveries') expect(text).toContain('c1 crashed at 5.082 s');
  }
});
