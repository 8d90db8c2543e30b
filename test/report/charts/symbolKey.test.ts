import { describe, expect, it } from 'vitest';
import { KEY_LINE, keyItem, symbolKey } from '../../../src/report/charts/symbolKey.ts';
import { dataOf } from './specData.ts';

describe('symbolKey', () => {
  it('starts a new row when one is full', () => {
    const items = Array.from({ length: 6 }, (_, at) => keyItem(`a sign with meaning ${at}`, {}));
    const spec = symbolKey([...items, keyItem('line', { shape: KEY_LINE })], 500);
    const chart = { name: '', title: '', alt: '', spec };
    const rows = new Set(dataOf(chart, 'point').map(({ py }) => py));
    expect(rows.size).toBe(3);
    expect(spec['height']).toBe(3 * 24);
    for (const { px } of dataOf(chart, 'text')) expect(px).toBeLessThan(500);
  });
});
