/**
 * True if two plain values (texts, numbers, booleans, null, arrays and objects of these) say the
 * same, whatever the order of their keys. Stands for Kafka's comparison of the bytes they would be
 * sent as.
 */
export function isSameStructure(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((element, index) => isSameStructure(element, b[index]));
  }
  const left = Object.entries(a);
  const right = new Map<string, unknown>(Object.entries(b));
  if (left.length !== right.size) return false;
  return left.every(([key, value]) => right.has(key) && isSameStructure(value, right.get(key)));
}
