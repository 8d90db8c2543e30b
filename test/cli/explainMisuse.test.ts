import { describe, expect, it } from 'vitest';
import { closestWord } from '../../src/cli/closestWord.ts';
import { explainMisuse } from '../../src/cli/explainMisuse.ts';

const HELP = 'partition-lab simulate [file]\n --seed --seeds --trace-filter --out -q, --quiet';

describe('explainMisuse', () => {
  it.each([
    ['Unknown argument: sede', ['--sede=4'], 'There is no option --sede. Did you mean --seed?'],
    ['Unknown argument: x', ['-x'], 'There is no option -x.'],
    ['Unknown argument: b', ['a', 'b'], "'b' is one word too many."],
    ['Unknown argument: foo', ['foo'], "There is no command 'foo'."],
    [
      'Unknown arguments: trace-fitler, traceFitler',
      ['--trace-fitler', 'x'],
      'There is no option --trace-fitler. Did you mean --trace-filter?',
    ],
    ['Not enough arguments following: seed', ['--seed'], '--seed needs a value.'],
    [
      'Not enough non-option arguments: got 0, need at least 1',
      [],
      'Something is missing: partition-lab simulate [file]',
    ],
    ['Did you mean simulate?', ['simulat'], "There is no such command. Did you mean 'simulate'?"],
    ['Name a command.', [], 'Name a command.'],
  ])('%s', (message, args, words) => {
    expect(explainMisuse(message, args, HELP)).toBe(words);
  });

  it('explains each of several words', () => {
    const words = explainMisuse('Unknown arguments: quite, b', ['a', '--quite', 'b'], HELP);
    expect(words).toBe(
      "There is no option --quite. Did you mean --quiet?\n'b' is one word too many.",
    );
  });
});

describe('closestWord', () => {
  it('finds the nearest word that is near enough, whatever its case', () => {
    expect(closestWord('rebalence', ['zombie', 'rebalance'])).toBe('rebalance');
    expect(closestWord('POLED', ['Paused', 'Polled'])).toBe('Polled');
    expect(closestWord('xyz', ['rebalance', 'zombie'])).toBeNull();
    expect(closestWord('a', [])).toBeNull();
  });
});
