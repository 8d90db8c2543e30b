import { readFile } from 'node:fs/promises';
import type { FontWeight } from './pageFont.ts';
import { SHIPPED_FAMILY, fontFile } from './pageFont.ts';

/** Every printable ASCII letter: tables and times of any run need most of them. */
const ALWAYS = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');

/**
 * `@font-face` rules with only the letters of a text, as data URLs: what carries them reads the
 * same on a machine without Korean fonts and without a network. About 30 kB a weight; woff2 would
 * be 20, but takes ten times as long to pack.
 */
export async function embeddedFont(
  text: string,
  weights: readonly FontWeight[] = [400, 700],
): Promise<string> {
  const { default: subsetFont } = await import('subset-font');
  const letters = [...new Set(ALWAYS + text)].sort().join('');
  const rules: string[] = [];
  for (const weight of weights) {
    const whole = await readFile(fontFile(weight));
    const part = await subsetFont(whole, letters, { targetFormat: 'woff' });
    rules.push(
      `@font-face{font-family:'${SHIPPED_FAMILY}';font-weight:${weight};` +
        `src:url(data:font/woff;base64,${part.toString('base64')}) format('woff')}`,
    );
  }
  return rules.join('\n');
}
