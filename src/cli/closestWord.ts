import { distance } from 'fastest-levenshtein';

/** The word that was probably meant; null if none is near. */
export function closestWord(word: string, words: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of words) {
    const changes = distance(word.toLowerCase(), candidate.toLowerCase());
    if (changes >= bestDistance) continue;
    best = candidate;
    bestDistance = changes;
  }
  return best;
}
