import { expect, it } from 'vitest';
import { escapeControls } from '../../../src/report/text/escapeControls.ts';

it('escapeControls: makes one visible line of any text', () => {
  expect(escapeControls('a\nb\tc')).toBe('a\\nb\\tc');
  expect(escapeControls('\u001b[2J\u2028')).toBe('\\u001b[2J\\u2028');
  expect(escapeControls('한정판 ✓')).toBe('한정판 ✓');
});
