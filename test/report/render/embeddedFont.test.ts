import { describe, expect, it } from 'vitest';
import { embeddedFont } from '../../../src/report/render/embeddedFont.ts';
import { isHeld } from '../../../src/report/render/pageFont.ts';

describe('embeddedFont', () => {
  it('is one rule for each weight, with the letters in it', async () => {
    const rules = (await embeddedFont('한정판')).split('\n');
    expect(rules).toHaveLength(2);
    expect(rules[0]).toMatch(/^@font-face\{font-family:'Gothic A1';font-weight:400;src:url\(data:/);
    expect(rules[1]).toContain('font-weight:700');
    for (const rule of rules) expect(rule).not.toContain('http');
  });

  it('holds only letters that are used', async () => {
    const few = await embeddedFont('한', [400]);
    const many = await embeddedFont('가나다라마바사아자차카타파하한정판쿠폰선착순', [400]);
    expect(few.length).toBeLessThan(40_000);
    expect(many.length).toBeGreaterThan(few.length + 1000);
  });

  it('is the same for the same letters in another order', async () => {
    expect(await embeddedFont('한정판', [400])).toBe(await embeddedFont('판정한한', [400]));
  });
});

describe('isHeld', () => {
  it('knows what the shipped font can draw', () => {
    expect(isHeld('coupon 쿠폰 ✕ … café')).toBe(true);
    expect(isHeld('优惠券')).toBe(false);
    expect(isHeld('🎟')).toBe(false);
  });
});
