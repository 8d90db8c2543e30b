/** How the words of a mark begin if the mark leads to a redelivery of the list. */
const LINK = /^#why-(\d+)\|/;

/** The words of a mark that leads to the redelivery of this number; null: it leads nowhere. */
export function linkedTip(number: number | null, words: string): string {
  return number === null ? words : `#why-${number}|${words}`;
}

/** Takes the words of a mark apart. */
export function readLinkedTip(tip: string): { readonly link: string; readonly words: string } {
  const match = LINK.exec(tip);
  if (match === null) return { link: '', words: tip };
  return { link: `#why-${match[1]!}`, words: tip.slice(match[0].length) };
}
