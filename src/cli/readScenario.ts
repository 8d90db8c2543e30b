import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileErrorText } from '../adapters/node/fileErrorText.ts';
import { decodeScenario } from '../scenario/decodeScenario.ts';
import { formatProblem } from '../scenario/parse/problem.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { messageOf } from './failureText.ts';
import { Misuse } from './misuse.ts';

/**
 * Reads a scenario: a file, or, where there is no such file, a shipped scenario of that name. Prints
 * warnings to stderr. Throws `Misuse` with everything that is wrong with the file.
 */
export async function readScenario(file: string): Promise<Scenario> {
  const { path, bytes } = await readNamed(file);
  const parsed = decodeScenario(bytes, path);
  if ('errors' in parsed) throw new Misuse(parsed.errors.map(formatProblem).join('\n'));
  for (const problem of parsed.warnings) console.error(`warning: ${formatProblem(problem)}`);
  return parsed.scenario;
}

interface NamedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

async function readNamed(file: string): Promise<NamedFile> {
  try {
    return { path: file, bytes: await readFile(file) };
  } catch (error) {
    const code = errorCode(error);
    const isName = /^[\w-]+$/.test(file) && (code === 'ENOENT' || code === 'EISDIR');
    const shipped = isName ? await readShipped(file) : null;
    if (shipped !== null) return shipped;
    const hint = code === 'ENOENT' ? await hintFor(file) : '';
    throw new Misuse(`${file}: cannot be read: ${fileErrorText(error) ?? messageOf(error)}${hint}`);
  }
}

async function readShipped(name: string): Promise<NamedFile | null> {
  const { shippedScenariosFolder } = await import('./listScenarios.ts');
  const absolute = join(await shippedScenariosFolder(), `${name}.yaml`);
  const fromHere = relative('', absolute);
  const path = fromHere.startsWith('..') ? absolute : fromHere;
  try {
    return { path, bytes: await readFile(path) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The shipped scenario that was probably meant. */
async function hintFor(file: string): Promise<string> {
  const [{ listScenarios, shippedScenariosFolder }, { closestWord }] = await Promise.all([
    import('./listScenarios.ts'),
    import('./closestWord.ts'),
  ]);
  const shipped = await listScenarios(await shippedScenariosFolder());
  const name = file.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '');
  const meant = closestWord(
    name,
    shipped.map((scenario) => scenario.name),
  );
  const hint = meant === null ? '' : `\nDid you mean 'partition-lab simulate ${meant}'?`;
  return `${hint}\n'partition-lab simulate' lists the shipped scenarios.`;
}

/** `ENOENT` and the like; '' if the error is of another kind. */
function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
