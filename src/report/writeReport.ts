import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FileProbe } from '../adapters/node/atomicFile.ts';
import { writeFileAtomically } from '../adapters/node/atomicFile.ts';
import { reportPage } from './page/reportPage.ts';
import { drawCharts } from './render/drawCharts.ts';
import { embeddedFont } from './render/embeddedFont.ts';
import { needsShippedFont } from './render/pageFont.ts';
import { renderPng } from './render/renderPng.ts';
import { standaloneSpec } from './render/standaloneSpec.ts';
import { standaloneSvg } from './render/standaloneSvg.ts';
import { asReportFolderError } from './reportFolderError.ts';
import type { ManifestFile } from './reportManifest.ts';
import {
  MANIFEST_NAME,
  manifestFile,
  manifestFileOf,
  newReportManifest,
} from './reportManifest.ts';
import type { ReportRun } from './reportRun.ts';

/** Name of the page in a report folder. */
export const PAGE_NAME = 'report.html';
/** Name that the history of the run has in a report folder. */
export const HISTORY_NAME = 'history.jsonl';

const CHARTS_FOLDER = 'charts';

/** What a report folder is to hold. */
export interface WriteReportOptions {
  /** False: the page has no charts, and there are no chart files. Vega is not loaded. */
  readonly charts: boolean;
  /** Files that are in the folder already and belong to the report, such as the history. */
  readonly besides?: readonly string[];
  /** Hears of every step of every file, for tests of what a crash leaves. */
  readonly probe?: FileProbe;
}

/**
 * Makes the folder of a report, and makes clear that what is in it is not whole any more. Call it
 * before the history of the run is opened in it. Throws ReportFolderError.
 */
export function openReportFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(join(folder, MANIFEST_NAME), { force: true });
    rmSync(join(folder, PAGE_NAME), { force: true });
    removeCharts(join(folder, CHARTS_FOLDER));
  } catch (error) {
    throw asReportFolderError(folder, error);
  }
}

/**
 * Writes the report of a run into a folder: `report.html`, the charts as SVG, PNG and Vega-Lite
 * specification in `charts/`, and last `complete.json`, the list of all files. Each file appears
 * whole or not at all; a folder without the list is not whole. Gives the paths within the folder.
 * Rejects with ReportFolderError if the folder cannot be written; what had been written is taken
 * back.
 */
export async function writeReport(
  run: ReportRun,
  folder: string,
  options: WriteReportOptions,
): Promise<readonly string[]> {
  openReportFolder(folder);
  const writer = new FolderWriter(folder, options.probe);
  try {
    for (const path of options.besides ?? []) writer.files.push(await manifestFileOf(folder, path));
    const charts = options.charts ? await drawCharts(run) : [];
    const text = textOf(reportPage(run, charts, ''));
    // Charts are laid out by the widths of the shipped font. Tables may have any.
    const hasFont = options.charts || needsShippedFont(text);
    const fontFaces = hasFont ? await embeddedFont(text) : '';
    for (const { chart, svg } of charts) {
      const alone = standaloneSvg(svg, chart, fontFaces);
      writer.write(`${CHARTS_FOLDER}/${chart.name}.svg`, alone);
      writer.write(`${CHARTS_FOLDER}/${chart.name}.png`, await renderPng(alone));
      writer.write(`${CHARTS_FOLDER}/${chart.name}.vl.json`, standaloneSpec(chart.spec));
    }
    writer.write(PAGE_NAME, reportPage(run, charts, fontFaces));
    const manifest = newReportManifest(run.digest, writer.files);
    writer.write(MANIFEST_NAME, `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (error) {
    writer.takeBack();
    throw asReportFolderError(folder, error);
  }
  return writer.files.map(({ path }) => path);
}

/** What stands between the tags of a page: names of elements and attributes are never drawn. */
function textOf(page: string): string {
  return page.replace(/<[^>]*>/g, '');
}

/** Writes the files of one folder and remembers them. */
class FolderWriter {
  readonly files: ManifestFile[] = [];
  private readonly folder: string;
  private readonly probe: FileProbe | undefined;
  private readonly written: string[] = [];

  constructor(folder: string, probe: FileProbe | undefined) {
    this.folder = folder;
    this.probe = probe;
  }

  write(path: string, data: string | Uint8Array): void {
    const whole = join(this.folder, path);
    writeFileAtomically(whole, data, this.probe);
    this.written.push(whole);
    this.files.push(manifestFile(path, data));
  }

  takeBack(): void {
    for (const path of this.written) rmSync(path, { force: true });
  }
}

/** Charts of a former report, whole or not: others' files in the folder are left alone. */
function removeCharts(folder: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    if (OUR_CHART.test(name)) rmSync(join(folder, name), { force: true });
  }
}

const OUR_CHART = /^(?:ownership|deliveries|lag|coupons|keys)\.(?:svg|png|vl\.json)(?:\.tmp)?$/;
