import { describe, expect, it } from 'vitest';
import { filesBelow, readText } from './sourceTree.ts';

const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
const FOLDERS = ['src', 'test', 'scenarios', 'bench', 'scripts'];

/** Paths of this repository that a document names in code or links to. */
function namedPaths(document: string): string[] {
  const names = [...readText(document).matchAll(/[`(]((?:[a-z]+\/)[\w./-]*)[`)]/g)];
  return [...new Set(names.map((match) => match[1]!))].filter((path) =>
    FOLDERS.some((folder) => path.startsWith(`${folder}/`)),
  );
}

describe('documents', () => {
  it.each(DOCUMENTS)('%s names what exists', (document) => {
    const files = FOLDERS.flatMap((folder) => filesBelow(folder));
    const missing = namedPaths(document).filter((path) => {
      const folder = path.endsWith('/') ? path : `${path}/`;
      return !files.includes(path) && !files.some((file) => file.startsWith(folder));
    });
    expect(missing).toEqual([]);
  });
});
