import type { RandomStream } from '../../../src/sim/randomStream.ts';

/** The bytes of a file with one to three of them, or one range, changed. */
export function mutateBytes(source: Uint8Array, random: RandomStream): Uint8Array {
  const bytes = [...source];
  const at = (): number => random.below(bytes.length + 1);
  const length = (): number => 1 + random.below(random.chance(300_000) ? 200 : 4);
  switch (random.below(8)) {
    case 0:
      for (let count = random.between(1, 3); count > 0; count--) {
        const index = random.below(bytes.length);
        bytes[index] = bytes[index]! ^ (1 << random.below(8));
      }
      break;
    case 1:
      bytes.splice(at(), 0, random.below(256));
      break;
    case 2:
      bytes.splice(at(), length());
      break;
    case 3: {
      const from = at();
      bytes.splice(at(), 0, ...bytes.slice(from, from + length()));
      break;
    }
    case 4:
      bytes.length = at();
      break;
    case 5:
      bytes.fill(random.chance(500_000) ? 0 : 0xff, at(), at());
      break;
    case 6:
      bytes.unshift(...[[0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff], [0]][random.below(4)]!);
      break;
    default: {
      // Any character of one byte that has a meaning in YAML.
      const signs = [...' \t\r\n-?:,[]{}#&*!|>\'"%@`~\\.0'];
      bytes[random.below(bytes.length)] = signs[random.below(signs.length)]!.charCodeAt(0);
    }
  }
  return Uint8Array.from(bytes);
}
