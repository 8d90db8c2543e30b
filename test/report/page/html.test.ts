import { describe, expect, it } from 'vitest';
import { Markup, escapeHtml, html } from '../../../src/report/page/html.ts';

describe('html', () => {
  it('escapes texts, takes numbers and markup as they are', () => {
    const inner = html`<b>${'a < b'}</b>`;
    expect(html`<p title="${'"x"'}">${inner} ${3}</p>`.text).toBe(
      '<p title="&#34;x&#34;"><b>a &#60; b</b> 3</p>',
    );
    expect(html`${[new Markup('<i></i>'), new Markup('<i></i>')]}`.text).toBe('<i></i><i></i>');
    expect(html`${[]}`.text).toBe('');
  });

  it('escapes everything that could end a text or an attribute', () => {
    expect(escapeHtml(`<>&"'`)).toBe('&#60;&#62;&#38;&#34;&#39;');
    expect(escapeHtml('한정판 ✕')).toBe('한정판 ✕');
  });
});
