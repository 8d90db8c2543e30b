import type { Problem } from '../scenario/parse/problem.ts';
import { formatProblem } from '../scenario/parse/problem.ts';
import { loadScenario, UnreadableScenario } from './loadScenario.ts';

/** What is wrong with one file. */
export interface FileValidation {
  readonly file: string;
  /** Without errors the file is a scenario. */
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads and checks each file; one that cannot be read has that as its error. */
export async function validateFiles(files: readonly string[]): Promise<FileValidation[]> {
  const results: FileValidation[] = [];
  for (const file of files) results.push(await validateFile(file));
  return results;
}

async function validateFile(file: string): Promise<FileValidation> {
  try {
    const parsed = await loadScenario(file);
    if ('errors' in parsed) return { file, errors: parsed.errors, warnings: [] };
    return { file, errors: [], warnings: parsed.warnings };
  } catch (error) {
    if (!(error instanceof UnreadableScenario)) throw error;
    const message = error.reason.split('\n')[0]!;
    return { file, errors: [{ file, line: 1, column: 1, path: '', message }], warnings: [] };
  }
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
