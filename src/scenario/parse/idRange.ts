/** Most ids that one range stands for. */
const MAX_IDS = 10_000;

/**
 * `1..9` stands for nine ids; any other text is one id itself. null: a range that is too long or
 * backward.
 */
export function expandIds(written: string): readonly string[] | null {
  const match = /^(0|[1-9]\d{0,8})\.\.(0|[1-9]\d{0,8})$/.exec(written);
  if (match === null) return [written];
  const first = Number(match[1]);
  const last = Number(match[2]);
  if (last < first || last - first >= MAX_IDS) return null;
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}

/** The other way: runs of three and more numbers become ranges. */
export function collapseIds(ids: readonly string[]): readonly string[] {
  const written: string[] = [];
  for (let from = 0; from < ids.length;) {
    let to = from;
    while (to + 1 < ids.length && isNext(ids[to]!, ids[to + 1]!) && to + 1 - from < MAX_IDS) to++;
    if (to - from >= 2) written.push(`${ids[from]!}..${ids[to]!}`);
    else written.push(...ids.slice(from, to + 1));
    from = to + 1;
  }
  return written;
}

function isNext(id: string, next: string): boolean {
  return /^(0|[1-9]\d{0,7})$/.test(id) && next === String(Number(id) + 1);
}
