const VOID: ReadonlySet<string> = new Set(['meta', 'link', 'br', 'hr', 'img', 'input', 'wbr']);
const TAG = /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[^\s=<>"'/]+(?:="[^"<]*")?)*)\s*(\/?)>/g;

/**
 * What is wrong with the tags of a page, in order: not closed, closed twice, or a `<` that begins
 * no tag. Stricter than HTML is: every element must be closed and every attribute quoted.
 */
export function tagProblems(page: string): readonly string[] {
  const problems: string[] = [];
  const open: string[] = [];
  const markup = page
    .replace(/<!doctype html>/i, '')
    .replace(/<style>[^<]*<\/style>/g, '<style></style>');
  for (const [, slash, name, , selfClosed] of markup.matchAll(TAG)) {
    if (slash === '/') {
      const last = open.pop();
      if (last !== name) problems.push(`</${name!}> closes <${last ?? 'nothing'}>`);
    } else if (selfClosed !== '/' && !VOID.has(name!)) open.push(name!);
  }
  problems.push(...open.map((name) => `<${name}> is not closed`));
  for (const [rest] of markup.replace(TAG, '').matchAll(/.{0,20}[<>].{0,20}/g)) {
    problems.push(`stray: ${rest}`);
  }
  return problems;
}

/** Values of an attribute, in order. */
export function attributeValues(page: string, name: string): readonly string[] {
  return [...page.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map((match) => match[1]!);
}
