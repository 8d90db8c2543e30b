import { describe, expect, it } from 'vitest';
import {
  CONSUMER_COLOURS,
  ConsumerPalette,
  NO_OWNER,
} from '../../../src/report/charts/consumerPalette.ts';

const NAMES = Array.from({ length: 42 }, (_, at) => `c${at}`);

describe('ConsumerPalette', () => {
  it('has a pair of colour and shape for each of 42 consumers', () => {
    const palette = new ConsumerPalette(NAMES);
    const { range: shapes } = palette.shapeScale(new Set(NAMES)) as { range: readonly string[] };
    const pairs = NAMES.map((name, at) => `${palette.colourOf(name)} ${shapes[at]}`);
    expect(new Set(pairs).size).toBe(42);
  });

  it('names those that are used, in the order of the run, nobody last', () => {
    const palette = new ConsumerPalette(['c1', 'c2', 'c3', 'c1']);
    expect(palette.names).toEqual(['c1', 'c2', 'c3']);
    expect(palette.colourScale(new Set([NO_OWNER, 'c3', 'c1']))).toEqual({
      domain: ['c1', 'c3', NO_OWNER],
      range: [CONSUMER_COLOURS[0], CONSUMER_COLOURS[2], '#c3cad2'],
    });
    expect(palette.colourOf('stranger')).toBe('#c3cad2');
  });

  it('writes on every colour with letters that can be read', () => {
    const palette = new ConsumerPalette(NAMES);
    for (const name of NAMES.slice(0, CONSUMER_COLOURS.length)) {
      const ratio = contrast(palette.colourOf(name), palette.letterColourOf(name));
      expect(ratio, `${name}: ${palette.colourOf(name)}`).toBeGreaterThanOrEqual(LEAST);
    }
  });

  it('keeps neighbours apart for those who do not see red, green or blue', () => {
    for (const blindness of Object.keys(BLINDNESS) as (keyof typeof BLINDNESS)[]) {
      for (let one = 0; one < 4; one++) {
        for (let other = one + 1; other < 4; other++) {
          const a = seenBy(blindness, CONSUMER_COLOURS[one]!);
          const b = seenBy(blindness, CONSUMER_COLOURS[other]!);
          const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
          expect(distance, `${blindness}: ${one} and ${other}`).toBeGreaterThan(0.1);
        }
      }
    }
  });
});

/** Large bold letters need 3, small ones 4.5; names on bars are between. */
const LEAST = 3.5;

type Rgb = readonly [number, number, number];

/** Linear light of a colour, from 0 to 1. */
function linear(colour: string): Rgb {
  const parts = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return parts as unknown as Rgb;
}

function contrast(one: string, other: string): number {
  const light = (colour: string): number => {
    const [r, g, b] = linear(colour);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

/** What is left of linear light, after Viénot, Brettel and Mollon (1999). */
const BLINDNESS = {
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
} as const;

function seenBy(blindness: keyof typeof BLINDNESS, colour: string): Rgb {
  const [r, g, b] = linear(colour);
  const seen = BLINDNESS[blindness].map((row) => row[0] * r + row[1] * g + row[2] * b);
  return seen as unknown as Rgb;
}
