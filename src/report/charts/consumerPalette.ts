import type { HistoryHeader } from '../../history/event.ts';
import type { ChartSpec } from './chartTheme.ts';
import { DARK_LETTERS, LIGHT_LETTERS, NOBODY } from './chartTheme.ts';

/** Okabe and Ito's colours, which the common forms of colour blindness keep apart. */
export const CONSUMER_COLOURS = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#8a7a00',
] as const;
/** Colours dark enough for white letters. */
const DARK: ReadonlySet<string> = new Set(['#0072b2', '#d55e00', '#8a7a00']);
const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'triangle-down',
  'triangle-right',
] as const;

/** What the charts call the owner of a partition that nobody owns. */
export const NO_OWNER = '(nobody)';

/**
 * Colour and shape of each consumer, the same in every chart. Colours repeat after seven consumers
 * and shapes after six, so that the pair repeats only after 42.
 */
export class ConsumerPalette {
  readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = [...new Set(names)];
  }

  colourOf(consumer: string): string {
    const at = this.names.indexOf(consumer);
    return at < 0 ? NOBODY : CONSUMER_COLOURS[at % CONSUMER_COLOURS.length]!;
  }

  /** A colour for letters on the consumer's colour. */
  letterColourOf(consumer: string): string {
    return DARK.has(this.colourOf(consumer)) ? LIGHT_LETTERS : DARK_LETTERS;
  }

  /** The colour scale of these consumers, with `(nobody)` last if it is asked for. */
  colourScale(used: ReadonlySet<string>): ChartSpec {
    const domain = this.domain(used);
    return { domain, range: domain.map((name) => this.colourOf(name)) };
  }

  /** The shape scale of these consumers. */
  shapeScale(used: ReadonlySet<string>): ChartSpec {
    const domain = this.domain(used);
    const range = domain.map(
      (name) => SHAPES[Math.max(0, this.names.indexOf(name)) % SHAPES.length],
    );
    return { domain, range };
  }

  private domain(used: ReadonlySet<string>): readonly string[] {
    const named = this.names.filter((name) => used.has(name));
    return used.has(NO_OWNER) ? [...named, NO_OWNER] : named;
  }
}

/** The palette of a run: consumers in the order of the header. */
export function consumerPalette(header: HistoryHeader): ConsumerPalette {
  return new ConsumerPalette(header.groups.flatMap(({ consumers }) => consumers));
}
