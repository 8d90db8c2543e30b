import type { SourceFile, Violation } from './sourceTree.ts';

/**
 * Words of Kafka and of coupons. The kernel simulates machines and a network, whatever runs on
 * them. Left out are words that a queue or a network has too (group, member, batch, generation,
 * epoch).
 */
const FOREIGN_WORDS: ReadonlySet<string> = new Set(
  [
    'kafka broker topic partition offset watermark replica replication isr leader follower',
    'consumer producer coordinator assignor rebalance heartbeat poll fetch commit acks',
    'subscription coupon issuer redelivery',
  ]
    .join(' ')
    .split(' '),
);

/** Foreign words in src/sim: in names, in texts and in comments. */
export function findForeignWords(files: readonly SourceFile[]): Violation[] {
  const violations: Violation[] = [];
  for (const { path, text } of files) {
    if (!path.startsWith('src/sim/')) continue;
    text.split('\n').forEach((lineText, index) => {
      for (const word of wordsOf(lineText)) {
        if (!FOREIGN_WORDS.has(word)) continue;
        const message = `'${word}' is of what runs on the kernel: say process, message, event.`;
        violations.push({ path, line: index + 1, message });
      }
    });
  }
  return violations;
}

/** `logEndOffsets` is log, end, offset. */
function wordsOf(text: string): string[] {
  const words = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words.map((word) => singular(word.toLowerCase()));
}

function singular(word: string): string {
  return word.endsWith('s') && !FOREIGN_WORDS.has(word) ? word.slice(0, -1) : word;
}
