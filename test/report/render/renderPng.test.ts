import { describe, expect, it } from 'vitest';
import { renderPng } from '../../../src/report/render/renderPng.ts';
import { FONT_FAMILY } from '../../../src/report/charts/chartTheme.ts';

function drawing(text: string): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">' +
    '<rect width="200" height="40" fill="#ffffff"/>' +
    `<text x="4" y="28" font-size="24" font-family="${FONT_FAMILY}">${text}</text></svg>`
  );
}

async function pixelsOf(text: string): Promise<string> {
  return Buffer.from(await renderPng(drawing(text))).toString('base64');
}

describe('renderPng', () => {
  it('is twice as large as the drawing', async () => {
    const png = Buffer.from(await renderPng(drawing('한정판')));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([400, 80]);
  });

  it('is the same at every call', async () => {
    expect(await pixelsOf('coupon 쿠폰')).toBe(await pixelsOf('coupon 쿠폰'));
  });

  it('draws Latin, Korean and the signs of charts as what they are', async () => {
    // A letter that a font lacks is drawn as nothing or as a box: then these would be alike.
    const letters = ['한', '정', '판', 'a', 'b', '✕', '…', ' '];
    const drawn = await Promise.all(letters.map(pixelsOf));
    expect(new Set(drawn).size).toBe(letters.length);
  });
});
