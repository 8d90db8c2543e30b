import { posix } from 'node:path';
import ts from 'typescript';
import { violationAt, visitNodes, type SourceFile, type Violation } from './sourceTree.ts';

interface RoomRule {
  /** Rooms or files of ours that it may import besides itself; `x/*`: all inner rooms of x. */
  readonly rooms: readonly string[];
  /** Packages that it may import; 'any': those and `node:` modules. */
  readonly packages: readonly string[] | 'any';
}

const CHECK = ['src/check', 'src/check/*'];
const BELOW_ADAPTERS = ['src/sim', 'src/model', 'src/issuer', 'src/history', ...CHECK];
const BELOW_SCENARIO = [...BELOW_ADAPTERS, 'src/adapters', 'src/adapters/*'];

/** An adapter to something real: each folder of src/adapters is a room of its own. */
const ADAPTER: RoomRule = {
  rooms: [...BELOW_ADAPTERS, 'src/adapters', 'src/adapters/*'],
  packages: 'any',
};

/** Who may import whom. A file belongs to the innermost room that is listed. */
const RULES: ReadonlyMap<string, RoomRule> = new Map<string, RoomRule>([
  ['src/sim', { rooms: [], packages: ['seedrandom'] }],
  ['src/model', { rooms: ['src/sim'], packages: ['murmurhash-js'] }],
  ['src/issuer', { rooms: [], packages: [] }],
  ['src/history', { rooms: ['src/sim'], packages: [] }],
  ['src/check', { rooms: ['src/history', 'src/sim', 'src/check/*'], packages: [] }],
  // White-box invariants look into the model.
  [
    'src/check/invariants',
    { rooms: ['src/check', 'src/history', 'src/sim', 'src/model'], packages: [] },
  ],
  // What both kinds of adapters share.
  ['src/adapters', { rooms: BELOW_ADAPTERS, packages: [] }],
  ['src/adapters/sim', { rooms: [...BELOW_ADAPTERS, 'src/adapters'], packages: [] }],
  ['src/scenario', { rooms: BELOW_SCENARIO, packages: ['yaml', 'zod', 'fastest-levenshtein'] }],
  // Runs scenarios on real servers.
  ['src/replay', { rooms: [...BELOW_SCENARIO, 'src/scenario'], packages: 'any' }],
  // Reads history files and writes report folders.
  ['src/report', { rooms: ['src/history', ...CHECK, 'src/adapters/node'], packages: 'any' }],
  // Compares two histories; asks the simulator for further ones.
  [
    'src/differences',
    { rooms: ['src/history', ...CHECK, 'src/sim', 'src/scenario'], packages: [] },
  ],
  [
    'src/differences/output',
    {
      rooms: ['src/differences', 'src/history', ...CHECK, 'src/report', 'src/adapters/node'],
      packages: 'any',
    },
  ],
  // Measures what is real for scenarios to use.
  ['src/calibrate', { rooms: [...BELOW_SCENARIO, 'src/scenario'], packages: 'any' }],
  // The version that it prints stands in package.json.
  [
    'src/cli',
    {
      rooms: [
        ...BELOW_SCENARIO,
        'src/scenario',
        'src/replay',
        'src/calibrate',
        'src/report',
        'src/differences',
        'src/differences/output',
        'package.json',
      ],
      packages: 'any',
    },
  ],
]);

/** Imports that a room may not have: of another room, of a package, of `node:`, of tests. */
export function findForbiddenImports(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    const rule = room === null ? undefined : ruleOf(room);
    if (room === null || rule === undefined) {
      const rooms = [...RULES.keys()].join(', ');
      return [
        { path: file.path, line: 1, message: `belongs to no room: move it to one of ${rooms}.` },
      ];
    }
    return importsOf(file).flatMap(({ node, specifier }) => {
      const message = specifier.startsWith('.')
        ? objectionToRoom(room, rule, posix.join(posix.dirname(file.path), specifier))
        : objectionToPackage(room, rule, specifier);
      return message === null ? [] : [violationAt(file, node, message)];
    });
  });
}

function roomOf(path: string): string | null {
  const adapter = /^src\/adapters\/[^/]+(?=\/)/.exec(path);
  if (adapter !== null) return adapter[0];
  const rooms = [...RULES.keys()].filter((room) => path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? null;
}

function ruleOf(room: string): RoomRule | undefined {
  return RULES.get(room) ?? (room.startsWith('src/adapters/') ? ADAPTER : undefined);
}

function objectionToRoom(room: string, rule: RoomRule, target: string): string | null {
  const targetRoom = roomOf(target);
  if (targetRoom === room) return null;
  const isAllowed = rule.rooms.some((allowed) =>
    allowed.endsWith('/*')
      ? targetRoom?.startsWith(allowed.slice(0, -1))
      : allowed === targetRoom || allowed === target,
  );
  if (isAllowed) return null;
  const allowed = rule.rooms.length === 0 ? 'nothing of ours' : `only ${rule.rooms.join(', ')}`;
  const advice = 'Pass it in, or move the code that needs it.';
  return `${room} may import ${allowed}, not ${target}. ${advice}`;
}

function objectionToPackage(room: string, rule: RoomRule, specifier: string): string | null {
  if (rule.packages === 'any' || rule.packages.some((name) => isOfPackage(specifier, name)))
    return null;
  const allowed = rule.packages.length === 0 ? 'no packages' : `only ${rule.packages.join(', ')}`;
  return `${room} may import ${allowed}, not '${specifier}'. Take what it gives as an argument.`;
}

function isOfPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}

/** Static, type-only, re-exporting and dynamic imports alike. */
function importsOf(file: SourceFile): { node: ts.Node; specifier: string }[] {
  const found: { node: ts.Node; specifier: string }[] = [];
  visitNodes(file, (node) => {
    const specifier = importedModule(node);
    if (specifier !== null) found.push({ node, specifier });
  });
  return found;
}

function importedModule(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier === undefined ? null : literalText(node.moduleSpecifier);
  }
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? literalText(node.argument.literal) : null;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    // A computed name cannot be checked: it counts as a package nobody may import.
    return literalText(node.arguments[0]!) ?? node.arguments[0]!.getText();
  }
  return null;
}

function literalText(node: ts.Node): string | null {
  return ts.isStringLiteralLike(node) ? node.text : null;
}
