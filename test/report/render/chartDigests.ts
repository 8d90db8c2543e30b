import { createHash } from 'node:crypto';
import { allCharts } from '../../../src/report/charts/allCharts.ts';
import { renderSvg } from '../../../src/report/render/renderSvg.ts';
import { saleRun } from '../saleRun.ts';

// Prints the digest of each chart of the sale: run in a process of its own.
for (const { name, spec } of allCharts(saleRun())) {
  const svg = await renderSvg(spec);
  process.stdout.write(`${name} ${createHash('sha256').update(svg).digest('hex')}\n`);
}
