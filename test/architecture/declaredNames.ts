import ts from 'typescript';

/** Names declared by one scope (a function, a block, a file), worked out once. */
const namesByScope = new WeakMap<ts.Node, ReadonlySet<string>>();

/**
 * Whether a scope around the identifier declares its name, so that it is not the global of that
 * name. Knows `let`, `const`, functions, classes, parameters, imports and types; `var` is taken for
 * block-scoped.
 */
export function declaredAround(identifier: ts.Identifier): boolean {
  for (
    let scope: ts.Node | undefined = identifier.parent;
    scope !== undefined;
    scope = scope.parent
  ) {
    if (declaredBy(scope).has(identifier.text)) return true;
  }
  return false;
}

function declaredBy(scope: ts.Node): ReadonlySet<string> {
  const known = namesByScope.get(scope);
  if (known !== undefined) return known;
  const names = new Set<string>();
  if (ts.isFunctionLike(scope)) for (const { name } of scope.parameters) addBinding(name, names);
  if (ts.isFunctionExpression(scope) || ts.isClassExpression(scope)) addBinding(scope.name, names);
  if (isGeneric(scope)) for (const { name } of scope.typeParameters ?? []) addBinding(name, names);
  if (
    ts.isSourceFile(scope) ||
    ts.isBlock(scope) ||
    ts.isCaseOrDefaultClause(scope) ||
    ts.isModuleBlock(scope)
  ) {
    for (const statement of scope.statements) addStatement(statement, names);
  }
  if (ts.isCaseBlock(scope)) {
    for (const clause of scope.clauses) for (const name of declaredBy(clause)) names.add(name);
  }
  if (ts.isForStatement(scope) || ts.isForOfStatement(scope) || ts.isForInStatement(scope)) {
    if (scope.initializer !== undefined) addVariables(scope.initializer, names);
  }
  if (ts.isCatchClause(scope)) addBinding(scope.variableDeclaration?.name, names);
  namesByScope.set(scope, names);
  return names;
}

function isGeneric(
  node: ts.Node,
): node is ts.Node & { typeParameters?: readonly ts.TypeParameterDeclaration[] } {
  return (
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  );
}

function addStatement(statement: ts.Statement, names: Set<string>): void {
  if (ts.isVariableStatement(statement)) addVariables(statement.declarationList, names);
  else if (ts.isImportDeclaration(statement)) addImports(statement, names);
  else if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  ) {
    addBinding(statement.name, names);
  }
}

function addVariables(list: ts.Node, names: Set<string>): void {
  if (!ts.isVariableDeclarationList(list)) return;
  for (const { name } of list.declarations) addBinding(name, names);
}

function addImports(statement: ts.ImportDeclaration, names: Set<string>): void {
  const clause = statement.importClause;
  addBinding(clause?.name, names);
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) addBinding(bindings.name, names);
  else for (const { name } of bindings.elements) addBinding(name, names);
}

function addBinding(name: ts.BindingName | undefined, names: Set<string>): void {
  if (name === undefined) return;
  if (ts.isIdentifier(name)) names.add(name.text);
  else {
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) addBinding(element.name, names);
    }
  }
}
