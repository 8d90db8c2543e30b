import { describe, expect, it } from 'vitest';
import { readSources, readText } from './sourceTree.ts';

/** Files of the README's list, one link each: `[title](src/...)`. */
function listedFiles(): string[] {
  const readme = readText('README.md');
  const section = /## Simplifications\n([\s\S]*?)\n## /.exec(readme)?.[1] ?? '';
  return [...section.matchAll(/\]\((src\/[^)#]+)\)/g)].map((match) => match[1]!).sort();
}

describe('simplifications', () => {
  it('the README lists every file that simplifies Kafka, and no other', () => {
    const simplifying = readSources('src')
      .filter(({ text }) => text.includes('Simplified:'))
      .map(({ path }) => path)
      .sort();
    expect(simplifying.length).toBeGreaterThan(10);
    expect([...new Set(listedFiles())]).toEqual(simplifying);
  });
});
