const MARK_WITH_TIP =
  /<(path|text)( aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="[^"]*")([^>]*?)(\/>|>)/g;
const ARIA = / (?:aria-[a-z]+|role)="[^"]*"/g;

/**
 * Turns the descriptions that Vega puts on marks into `<title>` elements, which every browser shows
 * when a mark is pointed at, and drops Vega's other accessibility attributes: they describe
 * thousands of marks one by one, while the page describes each chart in a sentence.
 */
export function describeMarks(svg: string): string {
  return svg
    .replace(
      MARK_WITH_TIP,
      (_, tag: string, _aria, tip: string, attributes: string, end: string) => {
        const title = `<title>${tip}</title>`;
        return end === '/>'
          ? `<${tag}${attributes}>${title}</${tag}>`
          : `<${tag}${attributes}>${title}`;
      },
    )
    .replace(ARIA, '');
}
