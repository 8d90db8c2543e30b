import { describe, expect, it } from 'vitest';
import { cutTo, displayWidth, padTo, wrapTo } from '../../../src/report/text/displayWidth.ts';

const RED = '\u001b[31m';
const PLAIN = '\u001b[0m';

describe('displayWidth', () => {
  it('takes two columns for Korean, Chinese, Japanese, full-width forms and emoji', () => {
    expect(displayWidth('coupon')).toBe(6);
    expect(displayWidth('한정판')).toBe(6);
    expect(displayWidth('優惠券')).toBe(6);
    expect(displayWidth('クーポン')).toBe(8);
    expect(displayWidth('ＡＢ')).toBe(4);
    expect(displayWidth('🎟')).toBe(2);
    expect(displayWidth('✓ ✗ … ·')).toBe(7);
  });

  it('takes none for marks above letters, joiners and colours', () => {
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth(`${RED}red${PLAIN}`)).toBe(3);
  });
});

describe('padTo', () => {
  it('fills up to a number of columns, on either side', () => {
    expect(padTo('한', 4)).toBe('한  ');
    expect(padTo('12', 4, 'right')).toBe('  12');
    expect(padTo('longer', 4)).toBe('longer');
    expect(displayWidth(padTo(`${RED}한${PLAIN}`, 5))).toBe(5);
  });
});

describe('cutTo', () => {
  it('leaves what fits, and ends what does not with an ellipsis', () => {
    expect(cutTo('한정판', 6)).toBe('한정판');
    expect(cutTo('한정판 쿠폰', 6)).toBe('한정…');
    expect(cutTo('coupon', 4)).toBe('cou…');
    for (let columns = 1; columns < 12; columns++) {
      expect(displayWidth(cutTo('a한b정c판d', columns))).toBeLessThanOrEqual(columns);
    }
  });
});

describe('wrapTo', () => {
  it('breaks at spaces, by columns and not by letters', () => {
    expect(wrapTo('one two  three', 8)).toEqual(['one two', 'three']);
    expect(wrapTo('선착순 한정판 쿠폰', 8)).toEqual(['선착순', '한정판', '쿠폰']);
    expect(wrapTo('선착순 한정판 쿠폰', 13)).toEqual(['선착순 한정판', '쿠폰']);
    expect(wrapTo('   ', 8)).toEqual([]);
  });

  it('breaks words that are longer than a line', () => {
    expect(wrapTo('an-endless-word here', 6)).toEqual(['an-end', 'less-w', 'ord', 'here']);
    expect(wrapTo('선착순한정판쿠폰', 6)).toEqual(['선착순', '한정판', '쿠폰']);
  });

  it('shows control characters instead of obeying them', () => {
    expect(wrapTo(`a${RED}b\u0007`, 40)).toEqual(['a\\u001b[31mb\\u0007']);
  });
});
