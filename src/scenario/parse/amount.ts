import type { Amount } from '../scenario.ts';

/** What an amount looks like, for messages. */
export const AMOUNT_EXAMPLES = 'a number (30), "at least 1", "at most 3" or a range (1..5)';

/** Regular expression of the JSON Schema for amounts that are text. */
export const AMOUNT_PATTERN = '^([0-9]+|at least [0-9]+|at most [0-9]+|[0-9]+\\.\\.[0-9]+)$';

/** Largest number in an amount. */
const MAX_AMOUNT = 1_000_000_000;

/** An amount, or what is wrong with the text. */
export function parseAmount(text: string): Amount | string {
  const match = /^(?:(\d+)|at least (\d+)|at most (\d+)|(\d+)\.\.(\d+))$/.exec(text);
  if (match === null) return `is not an amount; write ${AMOUNT_EXAMPLES}`;
  const [, exact, least, most, low, high] = match;
  const min = Number(exact ?? least ?? low ?? 0);
  const max = Number(exact ?? most ?? high ?? Infinity);
  if (min > MAX_AMOUNT || (max > MAX_AMOUNT && max !== Infinity)) return `is above ${MAX_AMOUNT}`;
  return min <= max ? { min, max } : 'has its lower end above its upper end';
}

/** As `parseAmount` reads it. */
export function amountText({ min, max }: Amount): string {
  if (min === max) return String(min);
  if (max === Infinity) return `at least ${min}`;
  return min === 0 ? `at most ${max}` : `${min}..${max}`;
}
