import type { Markup } from './html.ts';
import { html } from './html.ts';

/** A table of the page, in a frame that scrolls where the screen is too narrow. */
export function pageTable(
  caption: string,
  heads: readonly string[],
  numbers: ReadonlySet<number>,
  rows: readonly Markup[],
): Markup {
  const cells = heads.map(
    (head, at) => html`<th scope="col" class="${numbers.has(at) ? 'number' : ''}">${head}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${cells}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** A row of plain cells. */
export function tableRow(cells: readonly string[], numbers: ReadonlySet<number>): Markup {
  return html`<tr>
    ${cells.map((cell, at) => html`<td class="${numbers.has(at) ? 'number' : ''}">${cell}</td>`)}
  </tr>`;
}
