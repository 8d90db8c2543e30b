/** A piece of HTML that is safe to put on a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template may hold: texts and numbers are escaped, markup is not. */
export type HtmlValue = string | number | Markup | readonly Markup[];

/** HTML from a template: every text put into it is escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  let text = parts[0] ?? '';
  values.forEach((value, at) => {
    text += valueText(value) + (parts[at + 1] ?? '');
  });
  return new Markup(text);
}

/** Text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function valueText(value: HtmlValue): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map((one) => one.text).join('');
}
