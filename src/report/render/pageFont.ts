import { createRequire } from 'node:module';

/** The family of `FONT_FAMILY` that is shipped: Gothic A1, under the SIL Open Font License 1.1. */
export const SHIPPED_FAMILY = 'Gothic A1';

/** A weight of the shipped font. */
export type FontWeight = 400 | 700;

const FILES: Readonly<Record<FontWeight, string>> = {
  400: '@expo-google-fonts/gothic-a1/400Regular/GothicA1_400Regular.ttf',
  700: '@expo-google-fonts/gothic-a1/700Bold/GothicA1_700Bold.ttf',
};

/**
 * Letters that the shipped font is known to hold: Latin, Korean and the signs that charts use. What
 * is not among them (Chinese, emoji) is drawn with a font of the machine, if there is one.
 */
const HELD = /^[\s\u0020-\u007e\u00a0-\u00ff\u3131-\u318e\uac00-\ud7a3·–—‘’“”…→×✓✕]*$/u;

/** Letters that a machine may have no font for, and the shipped one has. */
const KOREAN = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]/;

/** True if a text can be read everywhere only with the shipped font. */
export function needsShippedFont(text: string): boolean {
  return KOREAN.test(text);
}

/** Where a weight of the shipped font is. Throws if the package is not installed. */
export function fontFile(weight: FontWeight): string {
  return createRequire(import.meta.url).resolve(FILES[weight]);
}

/** True if the shipped font can draw all of a text. */
export function isHeld(text: string): boolean {
  return HELD.test(text);
}
