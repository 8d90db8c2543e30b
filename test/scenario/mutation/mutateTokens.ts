import type { RandomStream } from '../../../src/sim/randomStream.ts';
import { ODD_TEXTS } from './oddTexts.ts';

const YAML_TOKENS = [
  ...[
    '[',
    ']',
    '{',
    '}',
    ',',
    ': ',
    '- ',
    '? ',
    '#',
    '"',
    "'",
    '|',
    '>',
    '%',
    '@',
    '`',
    '\n',
    '\t',
  ],
  ...[
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '<<: ',
    '---',
    '...',
    '"\\x00"',
    '"\\ud800"',
    '[[[[',
    '{a: {b:',
  ],
];

/** The text of a file with one to three words or signs replaced, deleted, doubled or exchanged. */
export function mutateTokens(source: string, random: RandomStream): string {
  const tokens = source.split(/(\s+|[\w.@-]+|[^\w\s])/).filter((token) => token !== '');
  const words = tokens.flatMap((token, index) => (/\w/.test(token) ? [index] : []));
  for (let count = random.between(1, 3); count > 0; count--) {
    const any = random.below(tokens.length);
    const word = words[random.below(words.length)]!;
    const other = words[random.below(words.length)]!;
    switch (random.below(8)) {
      case 0:
        tokens[any] = '';
        break;
      case 1:
        tokens[any] = (tokens[any] ?? '').repeat(2);
        break;
      case 2:
        tokens[any] = YAML_TOKENS[random.below(YAML_TOKENS.length)]!;
        break;
      case 3:
      case 4:
        tokens[word] = ODD_TEXTS[random.below(ODD_TEXTS.length)]!;
        break;
      case 5:
        tokens[word] = tokens[other]!;
        break;
      case 6:
        [tokens[word], tokens[other]] = [tokens[other] ?? '', tokens[word] ?? ''];
        break;
      default:
        tokens[word] = nearNumber(tokens[word]!, random);
    }
  }
  return tokens.join('');
}

/** The same word with its first number doubled, halved, or one more or less. */
function nearNumber(word: string, random: RandomStream): string {
  return word.replace(/\d+/, (digits) => {
    const value = Number(digits);
    return String([value * 2, value >> 1, value + 1, Math.max(value - 1, 0)][random.below(4)]);
  });
}
