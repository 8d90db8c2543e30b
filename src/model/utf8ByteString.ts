const REPLACEMENT = '?';

/**
 * The UTF-8 bytes of a text, one byte a character (codes 0 to 255).
 *
 * As in Java's `String.getBytes(UTF_8)`, a surrogate without its other half becomes one `?`.
 */
export function utf8ByteString(text: string): string {
  const length = text.length;
  for (let index = 0; index < length; index++) {
    if (text.charCodeAt(index) >= 0x80) return text.slice(0, index) + encodeFrom(text, index);
  }
  return text;
}

/** How many bytes the text takes in UTF-8, counted as `utf8ByteString` writes them. */
export function utf8Length(text: string): number {
  const length = text.length;
  let byteCount = length;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) byteCount += 1;
    else if (unit < 0xd800 || unit > 0xdfff) byteCount += 2;
    else if (isSurrogatePair(text, index)) {
      // Two code units, four bytes.
      byteCount += 2;
      index++;
    }
  }
  return byteCount;
}

function encodeFrom(text: string, startIndex: number): string {
  let bytes = '';
  for (let index = startIndex; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += text[index]!;
    else if (unit < 0x800) bytes += String.fromCharCode(0xc0 | (unit >> 6), tail(unit));
    else if (unit < 0xd800 || unit > 0xdfff) {
      bytes += String.fromCharCode(0xe0 | (unit >> 12), tail(unit >> 6), tail(unit));
    } else if (isSurrogatePair(text, index)) {
      const point = text.codePointAt(index)!;
      bytes += String.fromCharCode(
        0xf0 | (point >> 18),
        tail(point >> 12),
        tail(point >> 6),
        tail(point),
      );
      index++;
    } else bytes += REPLACEMENT;
  }
  return bytes;
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

function isSurrogatePair(text: string, index: number): boolean {
  return text.codePointAt(index)! > 0xffff;
}
