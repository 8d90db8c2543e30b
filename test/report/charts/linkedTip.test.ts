import { describe, expect, it } from 'vitest';
import { linkedTip, readLinkedTip } from '../../../src/report/charts/linkedTip.ts';

describe('linkedTip', () => {
  it('carries a link and words, or words alone', () => {
    expect(readLinkedTip(linkedTip(12, 'a | b'))).toEqual({ link: '#why-12', words: 'a | b' });
    expect(readLinkedTip(linkedTip(null, 'words'))).toEqual({ link: '', words: 'words' });
  });
});
