import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../adapters/node/atomicFile.ts';
import { embeddedFont } from '../render/embeddedFont.ts';
import type { DrawnChart } from '../render/drawCharts.ts';
import { needsShippedFont } from '../render/pageFont.ts';
import { renderSvg } from '../render/renderSvg.ts';
import { asReportFolderError } from '../reportFolderError.ts';
import type { Comparison } from './comparison.ts';
import { comparisonPage } from './comparisonPage.ts';
import { costsChart } from './costsChart.ts';
import { lagsChart } from './lagsChart.ts';
import { ownersChart } from './ownersChart.ts';
import { restChart } from './restChart.ts';

/** Name of the page in the folder of a comparison. */
export const COMPARISON_PAGE_NAME = 'compare.html';

/** What the folder of a comparison is to hold. */
export interface WriteComparisonOptions {
  /** False: the page has no charts. Vega is not loaded. */
  readonly charts: boolean;
  /** The scenario of each arm as a file, by protocol. */
  readonly armScenarios: ReadonlyMap<string, string>;
}

/**
 * Writes a comparison into a folder: one page, and the scenario of each arm. Each file appears
 * whole or not at all, the page last. Gives the path of the page. Rejects with ReportFolderError.
 */
export async function writeComparison(
  comparison: Comparison,
  folder: string,
  { charts, armScenarios }: WriteComparisonOptions,
): Promise<string> {
  try {
    mkdirSync(folder, { recursive: true });
    const files = new Map<string, string>();
    for (const [protocol, text] of armScenarios) {
      const name = `${protocol}.yaml`;
      writeFileAtomically(join(folder, name), text);
      files.set(protocol, name);
    }
    const drawn = charts ? await drawAll(comparison) : [];
    const text = comparisonPage(comparison, drawn, '', files).replace(/<[^>]*>/g, '');
    // Charts are laid out by the widths of the shipped font. Tables may have any.
    const fontFaces = charts || needsShippedFont(text) ? await embeddedFont(text) : '';
    const path = join(folder, COMPARISON_PAGE_NAME);
    writeFileAtomically(path, comparisonPage(comparison, drawn, fontFaces, files));
    return path;
  } catch (error) {
    throw asReportFolderError(folder, error);
  }
}

async function drawAll(comparison: Comparison): Promise<readonly DrawnChart[]> {
  const specs = [ownersChart, costsChart, restChart, lagsChart].map((make) => make(comparison));
  const drawn: DrawnChart[] = [];
  // Vega counts ids up in the process: one drawing after the other.
  for (const chart of specs) drawn.push({ chart, svg: await renderSvg(chart.spec) });
  return drawn;
}
