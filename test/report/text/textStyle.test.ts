import { describe, expect, it } from 'vitest';
import { textStyle, wantsColour } from '../../../src/report/text/textStyle.ts';

describe('wantsColour', () => {
  it('is what a terminal can show, unless somebody says otherwise', () => {
    expect(wantsColour({}, true)).toBe(true);
    expect(wantsColour({}, false)).toBe(false);
    expect(wantsColour({ TERM: 'dumb' }, true)).toBe(false);
  });

  it('obeys NO_COLOR before all else, and takes it empty for not set', () => {
    expect(wantsColour({ NO_COLOR: '1' }, true)).toBe(false);
    expect(wantsColour({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
    expect(wantsColour({ NO_COLOR: '' }, true)).toBe(true);
  });

  it('obeys FORCE_COLOR, where 0 is no colour', () => {
    expect(wantsColour({ FORCE_COLOR: '1' }, false)).toBe(true);
    expect(wantsColour({ FORCE_COLOR: '0' }, true)).toBe(false);
  });
});

describe('textStyle', () => {
  it('colours, or changes nothing', () => {
    expect(textStyle({ colour: true }).bad('x')).toBe('\u001b[31mx\u001b[39m');
    const plain = textStyle({ colour: false });
    for (const style of Object.values(plain) as ((text: string) => string)[]) {
      expect(style('한정판')).toBe('한정판');
    }
  });
});
