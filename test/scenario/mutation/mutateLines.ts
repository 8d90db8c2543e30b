import type { RandomStream } from '../../../src/sim/randomStream.ts';

const ODD_LINES = [
  '---',
  '...',
  '- x',
  '? x',
  '}',
  ']',
  '# a comment',
  'title: again',
  '%YAML 1.1',
  '&a',
  '*a',
  '<<: { seed: 3 }',
  'faults: []',
  '\t',
  '"',
  "'",
  'key: |',
  'key: >-2',
];

/** The text of a file with a line or two deleted, doubled, moved, indented, joined or put in. */
export function mutateLines(source: string, random: RandomStream): string {
  const lines = source.split('\n');
  const at = (): number => random.below(lines.length);
  const index = at();
  const line = lines[index]!;
  switch (random.below(9)) {
    case 0:
      lines.splice(index, random.between(1, 3));
      break;
    case 1:
      lines.splice(at(), 0, line);
      break;
    case 2:
      lines.splice(at(), 0, ...lines.splice(index, random.between(1, 4)));
      break;
    case 3:
      lines[index] = `${' '.repeat(random.between(1, 4))}${line}`;
      break;
    case 4:
      lines[index] = line.replace(/^ {1,2}/, random.chance(200_000) ? '\t' : '');
      break;
    case 5:
      lines.splice(index, 2, `${line}${lines[index + 1] ?? ''}`);
      break;
    case 6: {
      const cut = random.below(line.length + 1);
      lines.splice(index, 1, line.slice(0, cut), line.slice(cut));
      break;
    }
    case 7: {
      const indent = /^ */.exec(line)![0];
      lines.splice(index, 0, `${indent}${ODD_LINES[random.below(ODD_LINES.length)]!}`);
      break;
    }
    default:
      return lines.join(random.chance(500_000) ? '\r\n' : '\r');
  }
  return lines.join('\n');
}
