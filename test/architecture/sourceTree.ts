import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A TypeScript file. */
export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
}

/** A place where a rule is broken. */
export interface Violation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** What rule is broken, and what to do about it. */
  readonly message: string;
}

/** Parses one file. */
export function parseSource(path: string, text: string): SourceFile {
  const setParentNodes = true;
  return {
    path,
    text,
    syntax: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, setParentNodes),
  };
}

/** All TypeScript files below folders of the repository; a folder that is missing is an error. */
export function readSources(...folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) => filesBelow(folder))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => parseSource(path, readText(path)));
}

/** Paths of all files below a folder, sorted. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true });
  const paths = entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return paths.sort();
}

/** The text of a file of the repository. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** A violation at a node. */
export function violationAt(file: SourceFile, node: ts.Node, message: string): Violation {
  return { path: file.path, line: lineOf(file, node.getStart(file.syntax)), message };
}

/** The line of a position, from 1. */
export function lineOf(file: SourceFile, position: number): number {
  return file.syntax.getLineAndCharacterOfPosition(position).line + 1;
}

/** Calls `visit` for the file's nodes, outer ones first. */
export function visitNodes(file: SourceFile, visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  walk(file.syntax);
}

/** One line a violation: compare with an empty list, so that a failing test prints them all. */
export function describeViolations(violations: readonly Violation[]): string[] {
  return violations.map(({ path, line, message }) => `${path}:${line}: ${message}`);
}
