import { readLinkedTip } from '../charts/linkedTip.ts';

const MARK_WITH_TIP = new RegExp(
  '<(path|text) aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="[^"]*"' +
    '([^>]*?)(?:/>|>(?:([^<]*)</\\1>)?)',
  'g',
);
const ARIA = / (?:aria-[a-z]+|role)="[^"]*"/g;
const LINKS = /<a xlink:href="#[^"]*">|<\/a>/g;

/**
 * Turns the descriptions that Vega puts on marks into `<title>` elements, which every browser shows
 * when a mark is pointed at, and makes links of those that name a redelivery. Drops Vega's other
 * accessibility attributes: they describe thousands of marks one by one, while the page describes
 * each chart in a sentence.
 */
export function describeMarks(svg: string): string {
  return svg
    .replace(
      MARK_WITH_TIP,
      (_, tag: string, tip: string, attributes: string, content: string | undefined) => {
        const { link, words } = readLinkedTip(tip);
        const mark = `<${tag}${attributes}><title>${words}</title>${content ?? ''}</${tag}>`;
        return link === '' ? mark : `<a xlink:href="${link}">${mark}</a>`;
      },
    )
    .replace(ARIA, '');
}

/** The drawing without links, which lead nowhere when it stands alone. */
export function withoutLinks(svg: string): string {
  return svg.replace(LINKS, '');
}
