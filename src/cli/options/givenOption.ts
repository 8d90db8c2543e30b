import { Misuse } from '../misuse.ts';

/** A text of the command line; a list if it was given twice. */
export type GivenText = string | readonly string[] | undefined;

/** Absent: not given; a list if it was given twice. */
export type GivenFlag = boolean | readonly boolean[] | undefined;

/** The text; null: it was not given. Throws `Misuse` if it was given more than once. */
export function once(given: GivenText, name: string): string | null {
  if (given === undefined) return null;
  if (typeof given === 'string') return given;
  const times = given.length === 2 ? 'twice' : `${given.length} times`;
  throw new Misuse(`${name} is given ${times}: once is enough.`);
}

/** Whether a flag was given; twice is no more than once. */
export function isOn(given: GivenFlag): boolean {
  return typeof given === 'object' ? given.includes(true) : given === true;
}
