import { access, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileErrorText } from '../adapters/node/fileErrorText.ts';
import type { ParsedScenario } from '../scenario/parseScenario.ts';
import { messageOf } from './failureText.ts';
import { loadFile } from './loadScenario.ts';
import { Misuse } from './misuse.ts';

const WIDTH = 80;
const INDENT = '  ';

/** One scenario in the list. `problemCount`: what `validate` would say; 0 for a good file. */
export interface ListedScenario {
  readonly name: string;
  readonly path: string;
  readonly title: string;
  /** The first sentence of the lesson. */
  readonly about: string;
  readonly problemCount: number;
}

/** The `scenarios` folder of this package, wherever it is installed. */
export async function shippedScenariosFolder(): Promise<string> {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'scenarios');
    try {
      await access(join(candidate, 'schema.json'));
      return candidate;
    } catch {
      if (dirname(folder) === folder) throw new Error('the shipped scenarios are not there');
    }
  }
}

/** All `.yaml` files of a folder, by name. Rejects with `Misuse` if the folder cannot be read. */
export async function listScenarios(folder: string): Promise<ListedScenario[]> {
  const names = (await namesIn(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  return await Promise.all(names.map((name) => describeScenario(join(folder, name))));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new Misuse(`${folder}: cannot be read: ${folderErrorText(error)}`);
  }
}

function folderErrorText(error: unknown): string {
  const isFile = error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
  return isFile ? 'it is not a folder' : (fileErrorText(error) ?? messageOf(error));
}

async function describeScenario(path: string): Promise<ListedScenario> {
  const name = basename(path).replace(/\.ya?ml$/, '');
  const bare = { name, path, title: '', about: '' };
  let parsed: ParsedScenario;
  try {
    parsed = await loadFile(path);
  } catch (error) {
    if (fileErrorText(error) === null) throw error;
    return { ...bare, problemCount: 1 };
  }
  if ('errors' in parsed) return { ...bare, problemCount: parsed.errors.length };
  const { title, lesson } = parsed.scenario;
  return { name, path, title, about: firstSentence(lesson), problemCount: 0 };
}

/** Up to the first full stop that ends a word and is followed by a new sentence. */
export function firstSentence(text: string): string {
  const end = /[.!?](?=\s+["'(]?\p{Lu})/u.exec(text);
  return end === null ? text : text.slice(0, end.index + 1);
}

/** Name, title and first sentence of each, at most 80 columns wide. */
export function renderScenarios(scenarios: readonly ListedScenario[]): string {
  if (scenarios.length === 0) return 'There are no scenarios here.';
  return scenarios
    .map(({ name, path, title, about, problemCount }) => {
      if (problemCount > 0) {
        const count = problemCount === 1 ? '1 problem' : `${problemCount} problems`;
        return `${name}\n${INDENT}not a scenario, ${count}: partition-lab validate ${path}`;
      }
      return [name, ...wrap(title), ...wrap(about)].join('\n');
    })
    .join('\n\n');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines[lines.length - 1];
    const longer = last === undefined ? `${INDENT}${word}` : `${last} ${word}`;
    if (last !== undefined && longer.length <= WIDTH) lines[lines.length - 1] = longer;
    else lines.push(`${INDENT}${word}`);
  }
  return lines;
}
