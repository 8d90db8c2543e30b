import { Markup, html } from './html.ts';
import { pageStyle } from './pageStyle.ts';

/** The page may load nothing and run nothing; styles and fonts are within it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

/** Only a page that holds the font speaks of it. */
const FONT = ' Font: Gothic A1, SIL Open Font License 1.1.';

/** What is put into the frame that all our pages share. */
export interface PageParts {
  readonly title: string;
  /** `@font-face` rules with data URLs of the letters that the page uses; '': no font is in it. */
  readonly fontFaces: string;
  /** CSS rules that only this page has. */
  readonly ownStyle?: string;
  readonly header: Markup;
  readonly main: readonly Markup[];
  readonly productVersion: string;
}

/** A whole HTML page that needs no network. */
export function pageShell(parts: PageParts): string {
  const { title, fontFaces, ownStyle = '', header, main, productVersion } = parts;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <title>${title}</title>
        <style>
          ${new Markup(pageStyle(fontFaces) + ownStyle)}
        </style>
      </head>
      <body>
        ${header}
        <main>${main}</main>
        <footer>
          <p>Made by Partition Lab ${productVersion}.${fontFaces === '' ? '' : FONT}</p>
        </footer>
      </body>
    </html> `;
  return page.text;
}

/** Names and values, in as many columns as there is room for. */
export function factList(facts: readonly (readonly [name: string, value: string])[]): Markup {
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
