declare module 'subset-font' {
  /** A font with only the letters of `text`. */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: { readonly targetFormat: 'truetype' | 'woff' | 'woff2' },
  ): Promise<Buffer>;
}
