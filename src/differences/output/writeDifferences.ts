import { join } from 'node:path';
import type { FileProbe } from '../../adapters/node/atomicFile.ts';
import { writeFileAtomically } from '../../adapters/node/atomicFile.ts';
import { embeddedFont } from '../../report/render/embeddedFont.ts';
import { needsShippedFont } from '../../report/render/pageFont.ts';
import type { RunComparison } from '../compareRuns.ts';
import { differencesDocument } from './differencesDocument.ts';
import { differencesMarkdown } from './differencesMarkdown.ts';
import { differencesPage } from './differencesPage.ts';

/** Names of the files that a comparison leaves in a report folder. */
export const DIFFERENCES_FILES = [
  'differences.json',
  'differences.md',
  'differences.html',
] as const;

/**
 * Writes `differences.json`, `.md` and `.html` into a folder, each whole or not at all, and gives
 * their paths. Rejects with the error of the file system.
 */
export async function writeDifferences(
  comparison: RunComparison,
  folder: string,
  probe?: FileProbe,
): Promise<readonly string[]> {
  const text = differencesMarkdown(comparison);
  const fontFaces = needsShippedFont(text) ? await embeddedFont(text) : '';
  const contents = [
    `${JSON.stringify(differencesDocument(comparison), null, 2)}\n`,
    text,
    differencesPage(comparison, fontFaces),
  ];
  return DIFFERENCES_FILES.map((name, at) => {
    const path = join(folder, name);
    writeFileAtomically(path, contents[at]!, probe);
    return path;
  });
}
