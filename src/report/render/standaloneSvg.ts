import { escapeHtml } from '../page/html.ts';
import type { Chart } from '../charts/chartTheme.ts';
import { withoutLinks } from './describeMarks.ts';
import { embeddedFont } from './embeddedFont.ts';

/**
 * A drawing as a file of its own: with the letters that it uses, a name and a description, and
 * without links, which lead nowhere outside the page.
 */
export async function standaloneSvg(svg: string, chart: Chart): Promise<string> {
  const bare = withoutLinks(svg);
  const font = await embeddedFont(textOf(bare));
  const about =
    `<title>${escapeHtml(chart.title)}</title><desc>${escapeHtml(chart.alt)}</desc>` +
    `<style>${font}</style>`;
  return bare.replace(/<svg [^>]*>/, (head) => head.replace('<svg ', '<svg role="img" ') + about);
}

/** What stands between tags: names of elements and attributes are never drawn. */
function textOf(svg: string): string {
  return svg.replace(/<[^>]*>/g, '');
}
