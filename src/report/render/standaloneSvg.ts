import { escapeHtml } from '../page/html.ts';
import type { Chart } from '../charts/chartTheme.ts';
import { withoutLinks } from './describeMarks.ts';

/**
 * A drawing as a file of its own: with a name and a description, the letters that it uses
 * (`fontFaces`, as for the page), and without links, which lead nowhere outside the page.
 */
export function standaloneSvg(svg: string, chart: Chart, fontFaces: string): string {
  const about =
    `<title>${escapeHtml(chart.title)}</title><desc>${escapeHtml(chart.alt)}</desc>` +
    `<style>${fontFaces}</style>`;
  return withoutLinks(svg).replace(
    /<svg [^>]*>/,
    (head) => head.replace('<svg ', '<svg role="img" ') + about,
  );
}
