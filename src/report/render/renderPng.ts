import { access } from 'node:fs/promises';
import { SHIPPED_FAMILY, fontFile, isHeld } from './pageFont.ts';

/** Pixels of the image for one of the drawing: sharp on a projector and in print. */
const SCALE = 2;

/**
 * A PNG of an SVG, drawn with the shipped font. Loads resvg at the first call. Throws if the font
 * is not installed: letters would be left out without a word.
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const fontFiles = [fontFile(400), fontFile(700)];
  await Promise.all(fontFiles.map((file) => access(file)));
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: {
      fontFiles,
      // Machines differ in their fonts: asked only for letters that the shipped font lacks.
      loadSystemFonts: !isHeld(svg),
      defaultFontFamily: SHIPPED_FAMILY,
      sansSerifFamily: SHIPPED_FAMILY,
    },
  });
  return image.render().asPng();
}
