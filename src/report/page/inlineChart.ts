import type { DrawnChart } from '../render/drawCharts.ts';
import { Markup, escapeHtml, html } from './html.ts';

/** What the links of a chart to the list of reasons begin with. */
const WHY_LINK = /<a xlink:href="#why-(\d+)"/g;

/**
 * The drawing as part of a page: ids of its own, a name for those who do not see it, and a place to
 * jump to for each redelivery.
 */
export function inlineChart({ chart, svg }: DrawnChart): Markup {
  const label = escapeHtml(`${chart.title}. ${chart.alt}`);
  // A redelivery of several records has several marks: the first one is jumped to, and is the only
  // one that the tab key reaches.
  const marked = new Set<string>();
  const inlined = svg
    .replace(/<\?xml[^>]*>|<!DOCTYPE[^>]*>/g, '')
    .replace('<svg ', `<svg role="group" aria-label="${label}" `)
    .replace(/ id="/g, ` id="${chart.name}-`)
    .replace(/url\(#/g, `url(#${chart.name}-`)
    .replace(WHY_LINK, (link, number: string) => {
      if (marked.has(number)) return link.replace('<a ', '<a tabindex="-1" ');
      marked.add(number);
      return link.replace('<a ', `<a id="mark-${number}" `);
    });
  return html`
    <figure id="chart-${chart.name}">
      <h3 class="unseen">${chart.title}</h3>
      <div class="chart scroll" tabindex="0" role="region" aria-label="${chart.title}">
        ${new Markup(inlined)}
      </div>
    </figure>
  `;
}

/** Numbers of the redeliveries that the drawings show. */
export function shownRedeliveries(charts: readonly DrawnChart[]): ReadonlySet<number> {
  const numbers = charts.flatMap(({ svg }) =>
    [...svg.matchAll(WHY_LINK)].map((match) => Number(match[1])),
  );
  return new Set(numbers);
}
