import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Name of the file that is written last: a folder without it is not whole. */
export const MANIFEST_NAME = 'complete.json';

const FORMAT = 'partition-lab-report';
const VERSION = 1;

/** One file of a report folder. */
export interface ManifestFile {
  /** Within the folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a whole report folder holds. */
export interface ReportManifest {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Digest of the run. */
  readonly digest: string;
  readonly files: readonly ManifestFile[];
}

/** The manifest of a folder with these files. */
export function newReportManifest(digest: string, files: readonly ManifestFile[]): ReportManifest {
  return { format: FORMAT, version: VERSION, digest, files };
}

/** The entry of a file with this content. */
export function manifestFile(path: string, data: string | Uint8Array): ManifestFile {
  const bytes = typeof data === 'string' ? Buffer.byteLength(data, 'utf8') : data.length;
  return { path, bytes, sha256: createHash('sha256').update(data).digest('hex') };
}

/** The entry of a file that is there already. Rejects with the error of the file system. */
export async function manifestFileOf(folder: string, path: string): Promise<ManifestFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(join(folder, path)) as AsyncIterable<Uint8Array>) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { path, bytes, sha256: hash.digest('hex') };
}

/**
 * Why a report folder is not whole, in one sentence; '' if it is: its manifest is there, and every
 * file that it lists is there with the listed content.
 */
export async function reportFolderProblem(folder: string): Promise<string> {
  const text = await readFile(join(folder, MANIFEST_NAME), 'utf8').catch(() => null);
  if (text === null) return `${folder} is not whole: ${MANIFEST_NAME} is missing.`;
  const manifest = parseManifest(text);
  if (manifest === null) return `${folder} is not whole: ${MANIFEST_NAME} is no report manifest.`;
  for (const { path, bytes, sha256 } of manifest.files) {
    const found = await manifestFileOf(folder, path).catch(() => null);
    if (found === null) return `${folder} is not whole: ${path} is missing.`;
    if (found.bytes !== bytes || found.sha256 !== sha256) {
      return `${folder} is not whole: ${path} is not the file that was written.`;
    }
  }
  return '';
}

function parseManifest(text: string): ReportManifest | null {
  try {
    const value = JSON.parse(text) as Partial<ReportManifest>;
    const isOurs = value.format === FORMAT && value.version === VERSION;
    return isOurs && Array.isArray(value.files) ? (value as ReportManifest) : null;
  } catch {
    return null;
  }
}
