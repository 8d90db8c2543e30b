import { describe, expect, it } from 'vitest';
import { CONSUMER_COLOURS } from '../../../src/report/charts/consumerPalette.ts';
import { pageStyle } from '../../../src/report/page/pageStyle.ts';

const STYLE = pageStyle('@font-face{}');

describe('pageStyle', () => {
  it('closes every brace', () => {
    let depth = 0;
    for (const sign of STYLE) {
      depth += sign === '{' ? 1 : sign === '}' ? -1 : 0;
      expect(depth).toBeGreaterThanOrEqual(0);
    }
    expect(depth).toBe(0);
    expect(STYLE.startsWith('@font-face{}')).toBe(true);
  });

  it('has every colour that it uses, on light and on dark pages', () => {
    const used = new Set([...STYLE.matchAll(/var\(--([a-z]+)\)/g)].map((match) => match[1]!));
    const [light, dark] = [...STYLE.matchAll(/:root\{([^}]*)\}/g)].map((match) => match[1]!);
    for (const name of used) {
      expect(light).toContain(`--${name}:#`);
      expect(dark).toContain(`--${name}:#`);
    }
  });

  it('lightens what would be too dark for a dark page, and only on screens', () => {
    expect(STYLE).toContain(`.chart [fill="${CONSUMER_COLOURS[0]}"]{fill:#`);
    const dark = STYLE.match(/@media[^{]*prefers-color-scheme:dark[^{]*/g)!;
    expect(dark).toHaveLength(2);
    for (const query of dark) expect(query).toContain('screen');
  });
});
