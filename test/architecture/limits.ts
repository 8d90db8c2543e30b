import ts from 'typescript';
import { lineOf, visitNodes, type SourceFile, type Violation } from './sourceTree.ts';

const MAX_LINES = 400;
const MAX_FUNCTION_LINES = 70;
const MAX_COLUMNS = 100;

/** What may be longer or wider, and why. A reason that no longer holds is a violation too. */
export interface LimitExceptions {
  /** Path to reason: more than 400 lines. */
  readonly longFiles: Readonly<Record<string, string>>;
  /** Path to reason: lines of more than 100 columns. */
  readonly wideFiles: Readonly<Record<string, string>>;
  /** `path function` to reason: more than 70 lines. */
  readonly longFunctions: Readonly<Record<string, string>>;
}

/** Files, functions and lines that are too long to be read at a glance. */
export function findOversize(
  files: readonly SourceFile[],
  exceptions: LimitExceptions,
): Violation[] {
  const violations: Violation[] = [];
  const unused = new Set(Object.values(exceptions).flatMap((group: object) => Object.keys(group)));
  const report = (
    excuses: Readonly<Record<string, string>>,
    key: string,
    violation: Violation,
  ): void => {
    unused.delete(key);
    if (!Object.hasOwn(excuses, key)) violations.push(violation);
  };
  for (const file of files) {
    const { path } = file;
    const lineCount = file.text.replace(/\n$/, '').split('\n').length;
    if (lineCount > MAX_LINES) {
      const advice = 'give one of its concepts a file of its own.';
      const message = `${lineCount} lines, ${MAX_LINES} allowed: ${advice}`;
      report(exceptions.longFiles, path, { path, line: MAX_LINES + 1, message });
    }
    file.text.split('\n').forEach((text, index) => {
      const columns = [...text].length;
      // The path of a module cannot be broken.
      if (columns <= MAX_COLUMNS || /^import .* from '.*';$/.test(text)) return;
      const message = `${columns} columns, ${MAX_COLUMNS} allowed: break the line.`;
      report(exceptions.wideFiles, path, { path, line: index + 1, message });
    });
    for (const { name, line, lines } of longFunctions(file)) {
      const limit = `${MAX_FUNCTION_LINES} allowed`;
      const message = `${name} has ${lines} lines, ${limit}: give its steps names.`;
      report(exceptions.longFunctions, `${path} ${name}`, { path, line, message });
    }
  }
  for (const key of unused) {
    violations.push({
      path: key,
      line: 1,
      message: 'needs no exception any more: take it out of the list.',
    });
  }
  return violations;
}

interface LongFunction {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

function longFunctions(file: SourceFile): LongFunction[] {
  const found: LongFunction[] = [];
  visitNodes(file, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    if (isSuite(node)) return;
    const line = lineOf(file, node.getStart(file.syntax));
    const lines = lineOf(file, node.getEnd()) - line + 1;
    if (lines > MAX_FUNCTION_LINES) found.push({ name: nameOf(node), line, lines });
  });
  return found;
}

/** The body of a `describe` is a chapter of tests, not a function to be followed. */
function isSuite(node: ts.Node): boolean {
  if (ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText()))
    return true;
  return ts.isFunctionDeclaration(node) && (node.body?.statements.every(isTest) ?? false);
}

/** One test of a chapter that several files share. */
function isTest(statement: ts.Statement): boolean {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression))
    return false;
  return /^(it|describe|beforeEach|afterEach)\b/.test(statement.expression.expression.getText());
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent))
    return parent.name.getText();
  if (ts.isPropertyDeclaration(parent)) return parent.name.getText();
  return ts.isConstructorDeclaration(node) ? 'constructor' : '<anonymous>';
}
