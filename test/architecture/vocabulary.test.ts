import { describe, expect, it } from 'vitest';
import { describeViolations, parseSource, readSources } from './sourceTree.ts';
import { findForeignWords } from './vocabulary.ts';

function check(text: string, path = 'src/sim/a.ts'): string[] {
  return describeViolations(findForeignWords([parseSource(path, text)]));
}

describe('vocabulary of the kernel', () => {
  it('knows nothing of what runs on it', () => {
    const files = readSources('src/sim');
    expect(files.length).toBeGreaterThan(5);
    expect(describeViolations(findForeignWords(files))).toEqual([]);
  });
});

describe('the check of vocabulary', () => {
  it.each([
    'const broker = 1;',
    'const logEndOffset = 1;',
    'class KafkaNetwork {}',
    'const TOPIC_COUNT = 1;',
    'const isrSize = 1;',
    'const text = `no Leaders left`;',
    '/** Called by the consumer. */',
    '// for coupons',
  ])('refuses: %s', (text) => {
    expect(check(text)).toHaveLength(1);
    expect(check(text, 'src/model/a.ts')).toEqual([]);
  });

  it.each([
    'const disrupted = 1;',
    'const heading = topical;',
    '/** Processes and their messages. */',
  ])('accepts: %s', (text) => {
    expect(check(text)).toEqual([]);
  });

  it('says where, what and what to do', () => {
    expect(check('\nconst broker = 1;')).toEqual([
      "src/sim/a.ts:2: 'broker' is of what runs on the kernel: say process, message, event.",
    ]);
  });
});
