import type { Violation } from './sourceTree.ts';

const NAMELESS: ReadonlySet<string> = new Set(
  'util utils helper helpers common type types misc shared stuff base index mod barrel'.split(' '),
);

/** Files and folders whose name says nothing of what is in them, or is not in camelCase. */
export function findBadFileNames(paths: readonly string[]): Violation[] {
  const violations: Violation[] = [];
  for (const path of paths) {
    const parts = path.split('/');
    const file = parts.at(-1)!;
    const name = file.replace(/(?:\.test|\.d)?\.ts$/, '');
    for (const part of [...parts.slice(0, -1), name]) {
      if (!NAMELESS.has(part.toLowerCase())) continue;
      const message = `'${part}' does not say what is in it: name it after its one concept.`;
      violations.push({ path, line: 1, message });
    }
    if (name !== file && !/^[a-z][A-Za-z0-9]*$/.test(name)) {
      const message = `'${file}' is not in camelCase: name it after its main export.`;
      violations.push({ path, line: 1, message });
    }
  }
  return violations;
}
