import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Reads a file of test/vectors/: one JSON object a line, gzipped. */
export function readVectors<T>(name: string): T[] {
  const path = fileURLToPath(new URL(`./vectors/${name}.jsonl.gz`, import.meta.url));
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}
