import { readFile } from 'node:fs/promises';
import { decodeScenario } from '../scenario/decodeScenario.ts';
import type { Problem } from '../scenario/parse/problem.ts';
import { formatProblem } from '../scenario/parse/problem.ts';

/** What is wrong with one file. */
export interface FileValidation {
  readonly file: string;
  /** Without errors the file is a scenario. */
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads and checks each file; one that cannot be read has that as its error. */
export async function validateFiles(files: readonly string[]): Promise<FileValidation[]> {
  return await Promise.all(files.map(validateFile));
}

async function validateFile(file: string): Promise<FileValidation> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { file, errors: [{ file, line: 1, column: 1, path: '', message }], warnings: [] };
  }
  const parsed = decodeScenario(bytes, file);
  if ('errors' in parsed) return { file, errors: parsed.errors, warnings: [] };
  return { file, errors: [], warnings: parsed.warnings };
}

/** One line a problem, and one for each file without errors. */
export function renderValidation(results: readonly FileValidation[]): string {
  const lines: string[] = [];
  for (const { file, errors, warnings } of results) {
    for (const problem of errors) lines.push(formatProblem(problem));
    for (const problem of warnings) lines.push(`warning: ${formatProblem(problem)}`);
    if (errors.length === 0) lines.push(`${file}: ok`);
  }
  return lines.join('\n');
}
