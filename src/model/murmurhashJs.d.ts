declare module 'murmurhash-js/murmurhash2_gc.js' {
  /** murmur2 of the low bytes of the text's UTF-16 code units, as an unsigned 32-bit integer. */
  export default function murmurhash2(byteString: string, seed: number): number;
}
