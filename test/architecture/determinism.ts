import ts from 'typescript';
import { declaredAround } from './declaredNames.ts';
import { violationAt, visitNodes, type SourceFile, type Violation } from './sourceTree.ts';

/** Rooms that take part in a run: what they do may depend on the seed and the scenario only. */
const DETERMINISTIC_ROOMS: readonly string[] = [
  'src/sim/',
  'src/model/',
  'src/issuer/',
  'src/history/',
  'src/check/',
  'src/adapters/sim/',
  'src/scenario/',
];

/** Parsing a file is over before the run begins. */
const NOT_PART_OF_A_RUN = 'src/scenario/parse/';

/** The kernel owns the promises of application code; no other protocol code has any. */
const MAY_USE_PROMISES: ReadonlySet<string> = new Set(['src/sim/process.ts', 'src/sim/kernel.ts']);

const REAL_TIME = 'real time: take the time from the kernel (nowUs, schedule)';
const MACHINE = 'the machine it runs on: take it through a port';
const OUTSIDE = 'the world outside: take it through a port';
const CHANCE = 'chance: draw from a named random stream';
const COLLECTOR = 'the garbage collector: keep or drop the reference yourself';
const LOCALE = 'the locale of the machine: compare with < and format by hand';
const CODE = 'code that no rule here can see: write it out';

const BANNED_GLOBALS: ReadonlyMap<string, string> = new Map([
  ...names(
    'Date performance setTimeout setInterval setImmediate clearTimeout clearInterval',
    REAL_TIME,
  ),
  ...names('clearImmediate queueMicrotask requestAnimationFrame requestIdleCallback', REAL_TIME),
  ...names('process Buffer global globalThis window self navigator console require', MACHINE),
  ...names('__dirname __filename Worker SharedArrayBuffer Atomics MessageChannel', MACHINE),
  ...names('fetch WebSocket XMLHttpRequest EventSource BroadcastChannel localStorage', OUTSIDE),
  ...names('crypto', CHANCE),
  ...names('WeakRef FinalizationRegistry', COLLECTOR),
  ...names('Intl', LOCALE),
  ...names('eval Function', CODE),
]);

/** Members of Math whose result the language defines to the last bit. */
const EXACT_MATH: ReadonlySet<string> = new Set(
  'abs ceil clz32 floor fround imul max min round sign sqrt trunc'.split(' '),
);

const PROMISE_TYPES: ReadonlySet<string> = new Set(['Promise', 'PromiseLike', 'Awaited']);

function names(list: string, reason: string): [string, string][] {
  return list.split(' ').map((name) => [name, reason]);
}

/** Uses of what differs from machine to machine, or from run to run. */
export function findNondeterminism(files: readonly SourceFile[]): Violation[] {
  const violations: Violation[] = [];
  for (const file of files) {
    if (!isPartOfRun(file.path)) continue;
    visitNodes(file, (node) => {
      const message = nondeterminism(node);
      if (message !== null) violations.push(violationAt(file, node, message));
    });
  }
  return violations;
}

function isPartOfRun(path: string): boolean {
  if (path.startsWith(NOT_PART_OF_A_RUN)) return false;
  return DETERMINISTIC_ROOMS.some((room) => path.startsWith(room));
}

function nondeterminism(node: ts.Node): string | null {
  if (ts.isIdentifier(node) && isReference(node)) {
    const reason = BANNED_GLOBALS.get(node.text);
    if (reason !== undefined && !declaredAround(node)) return `${node.text} lets in ${reason}.`;
    if (node.text === 'Math' && !declaredAround(node)) return inexactMath(node);
  }
  const member = memberName(node);
  if (member === 'localeCompare' || member?.startsWith('toLocale') === true) {
    return `${member} lets in ${LOCALE}.`;
  }
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
    return `import.meta lets in ${MACHINE}.`;
  }
  if (
    ts.isBinaryExpression(node) &&
    isPower(node.operatorToken.kind) &&
    node.left.getText() !== '2'
  ) {
    return '** rounds differently from engine to engine, except for powers of 2: multiply.';
  }
  return null;
}

function isPower(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.AsteriskAsteriskToken ||
    operator === ts.SyntaxKind.AsteriskAsteriskEqualsToken
  );
}

function inexactMath(math: ts.Identifier): string | null {
  const member = memberName(math.parent);
  if (member === 'random') return `Math.random lets in ${CHANCE}.`;
  if (member !== null && EXACT_MATH.has(member)) return null;
  const used = member === null ? 'Math as a value' : `Math.${member}`;
  return `${used} may round differently from engine to engine: use integers or a table.`;
}

/** The name of the member that `a.name` or `a['name']` takes. */
function memberName(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
    return node.argumentExpression.text;
  }
  return null;
}

/** `async`, `await` and promises in protocol code, which has to be synchronous. */
export function findAsynchrony(files: readonly SourceFile[]): Violation[] {
  const violations: Violation[] = [];
  for (const file of files) {
    const synchronous = file.path.startsWith('src/model/') || file.path.startsWith('src/sim/');
    if (!synchronous || MAY_USE_PROMISES.has(file.path)) continue;
    visitNodes(file, (node) => {
      const word = asynchronousWord(node);
      if (word === null) return;
      const message = `${word}: protocol code is synchronous. Send, and go on in a handler.`;
      violations.push(violationAt(file, node, message));
    });
  }
  return violations;
}

function asynchronousWord(node: ts.Node): string | null {
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (node.kind === ts.SyntaxKind.AwaitKeyword || ts.isAwaitExpression(node)) return 'await';
  const isPromise = ts.isIdentifier(node) && PROMISE_TYPES.has(node.text) && isReference(node);
  return isPromise && !declaredAround(node) ? node.text : null;
}

/** The identifier stands for a variable or type, not for a member, a label or an imported name. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isNamedTupleMember(parent) || ts.isMetaProperty(parent)) return false;
  const isMember =
    ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isObjectLiteralElement(parent);
  if (!isMember || ts.isShorthandPropertyAssignment(parent)) return true;
  return parent.name !== node;
}
