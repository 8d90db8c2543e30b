import { displayWidth } from './displayWidth.ts';

const NARROW = /[ijltfrI1.,:;'|!()[\]{}\-/ ]/;
const BROAD = /[A-Zmw@%&✕→—]/;

/**
 * Width of a text in the page's font, in pixels; good to about a twentieth. Vega's own estimate
 * without a canvas takes every letter for 0.8 em, which pushes legends and margins far out.
 */
export function textWidth(text: string, fontSize: number, isBold: boolean): number {
  let ems = 0;
  for (const character of text) {
    if (displayWidth(character) === 2) ems += 0.92;
    else if (NARROW.test(character)) ems += 0.32;
    else ems += BROAD.test(character) ? 0.7 : 0.56;
  }
  return ems * fontSize * (isBold ? 1.06 : 1);
}
