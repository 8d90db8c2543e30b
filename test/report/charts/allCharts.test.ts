import { describe, expect, it } from 'vitest';
import { allCharts } from '../../../src/report/charts/allCharts.ts';
import { renderSvg } from '../../../src/report/render/renderSvg.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { saleRun } from '../saleRun.ts';
import { scriptReport } from '../scriptReport.ts';

const NAMES = ['ownership', 'deliveries', 'lag', 'coupons', 'keys'];

describe('allCharts', () => {
  it('has five charts of a sale, each with a title and words for those who do not see it', () => {
    const charts = allCharts(saleRun());
    expect(charts.map(({ name }) => name)).toEqual(NAMES);
    for (const { title, alt } of charts) {
      expect(title.length).toBeGreaterThan(5);
      expect(alt).toMatch(/^[A-Z].{20,}\.$/);
    }
  });

  it.each([
    ['the sale', saleRun()],
    ['a crash', scriptReport(crashScript())],
    ['a zombie', scriptReport(zombieScript())],
  ])('draws all charts of %s without a warning of Vega', async (_, run) => {
    for (const { spec } of allCharts(run)) {
      const svg = await renderSvg(spec);
      expect(svg.startsWith('<svg ')).toBe(true);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('leaves out charts that would be empty', () => {
    expect(allCharts(scriptReport(new RunScript().ended('drained')))).toEqual([]);
    const written = new RunScript().requested('REQ-1').ended('deadline');
    expect(allCharts(scriptReport(written)).map(({ name }) => name)).toEqual(['lag', 'keys']);
  });

  it('gives a consumer the same colour in every chart', () => {
    const charts = allCharts(scriptReport(zombieScript()));
    const colours = charts.flatMap(({ spec }) => {
      const scales = JSON.stringify(spec).matchAll(
        /"domain":(\["c1"[^\]]*\]),"range":(\["#[^\]]*\])/g,
      );
      return [...scales].map(([, domain, range]) => {
        const names = JSON.parse(domain!) as string[];
        const values = JSON.parse(range!) as string[];
        return JSON.stringify([values[names.indexOf('c1')], values[names.indexOf('c2')]]);
      });
    });
    expect(colours.length).toBeGreaterThan(3);
    expect(new Set(colours)).toEqual(new Set(['["#0072b2","#e69f00"]']));
  });
});
