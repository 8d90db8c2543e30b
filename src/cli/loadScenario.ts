import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileErrorText } from '../adapters/node/fileErrorText.ts';
import { readFileUpTo } from '../adapters/node/readFileUpTo.ts';
import { decodeScenario, MAX_SCENARIO_BYTES } from '../scenario/decodeScenario.ts';
import type { ProfileReader } from '../scenario/latency/readLatencies.ts';
import type { ParsedScenario } from '../scenario/parseScenario.ts';
import { messageOf } from './failureText.ts';
import { Misuse } from './misuse.ts';

/** There is no such file, or it cannot be read. */
export class UnreadableScenario extends Misuse {
  override name = 'UnreadableScenario';
  /** The message without the name of the file. */
  readonly reason: string;

  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`);
    this.reason = reason;
  }
}

/**
 * Reads a scenario for any command: a file or, where there is no such file, a shipped scenario of
 * that name. Rejects with `UnreadableScenario`.
 */
export async function loadScenario(file: string): Promise<ParsedScenario> {
  try {
    return await loadFile(file);
  } catch (error) {
    const code = errorCode(error);
    const isName = /^[\w-]+$/.test(file) && (code === 'ENOENT' || code === 'EISDIR');
    const shipped = isName ? await loadShipped(file) : null;
    if (shipped !== null) return shipped;
    const hint = code === 'ENOENT' ? await hintFor(file) : '';
    const words = fileErrorText(error) ?? messageOf(error);
    throw new UnreadableScenario(file, `cannot be read: ${words}${hint}`);
  }
}

/** Reads the scenario in a file. Rejects with what the file system says. */
export async function loadFile(path: string): Promise<ParsedScenario> {
  // One byte more than may be: then it is too long, whatever follows.
  const bytes = await readFileUpTo(path, MAX_SCENARIO_BYTES + 1);
  return decodeScenario(bytes, path, profileReader(path));
}

/** Reads latency profiles whose paths are seen from the scenario at `path`. */
function profileReader(path: string): ProfileReader {
  return (name) => {
    const shownPath = join(dirname(path), name);
    try {
      const { size } = statSync(shownPath);
      if (size > MAX_SCENARIO_BYTES) return { problem: `${shownPath} is too long for a profile` };
      return { text: readFileSync(shownPath, 'utf8'), shownPath };
    } catch (error) {
      const words = fileErrorText(error) ?? messageOf(error);
      return { problem: `${shownPath} cannot be read: ${words}` };
    }
  };
}

async function loadShipped(name: string): Promise<ParsedScenario | null> {
  const { shippedScenariosFolder } = await import('./listScenarios.ts');
  const absolute = join(await shippedScenariosFolder(), `${name}.yaml`);
  const fromHere = relative('', absolute);
  const path = fromHere.startsWith('..') ? absolute : fromHere;
  try {
    return await loadFile(path);
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
