import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allCharts } from '../../../src/report/charts/allCharts.ts';
import { renderSvg } from '../../../src/report/render/renderSvg.ts';
import { useBundles } from '../bundle.ts';
import { saleRun } from '../saleRun.ts';

const bundle = useBundles();

async function digestsOfSale(): Promise<string[]> {
  const digests: string[] = [];
  for (const { name, spec } of allCharts(saleRun())) {
    const svg = await renderSvg(spec);
    digests.push(`${name} ${createHash('sha256').update(svg).digest('hex')}`);
  }
  return digests;
}

describe('renderSvg', () => {
  it('gives the same bytes at every call', async () => {
    const first = await digestsOfSale();
    expect(first).toHaveLength(5);
    expect(await digestsOfSale()).toEqual(first);
  });

  it('gives the same bytes in another process', async () => {
    const child = await bundle('test/report/render/chartDigests.ts');
    const printed = execFileSync(process.execPath, [child], { encoding: 'utf8' });
    expect(printed.trim().split('\n')).toEqual(await digestsOfSale());
  });

  it('refuses what Vega-Lite or Vega warns about', async () => {
    const x = { field: 'a', type: 'quantitative' };
    const values = [{ a: 1 }, { a: 2 }];
    const shapedLine = { data: { values }, mark: 'line', encoding: { x, y: x, shape: x } };
    await expect(renderSvg(shapedLine)).rejects.toThrow(/^Vega-Lite: shape encoding/);
    const nothing = { data: { values: [] }, mark: 'point', encoding: { x } };
    await expect(renderSvg(nothing)).rejects.toThrow(/^Vega: .*Infinite extent/);
  });

  it('sizes Korean text as wide as it is drawn', async () => {
    const titled = (text: string) => ({
      data: { values: [{ label: text, value: 1 }] },
      width: 100,
      height: 40,
      mark: 'bar',
      encoding: {
        y: { field: 'label', type: 'nominal', title: null },
        x: { field: 'value', type: 'quantitative' },
      },
    });
    const widthOf = async (text: string): Promise<number> =>
      Number(/ width="(\d+)"/.exec(await renderSvg(titled(text)))![1]);
    const difference = (await widthOf('한정판쿠폰한정판')) - (await widthOf('한'));
    // Seven letters of 11 pixels, 0.92 em each.
    expect(difference).toBeGreaterThan(60);
    expect(difference).toBeLessThan(80);
  });
});
