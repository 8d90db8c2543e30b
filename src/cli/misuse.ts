/**
 * The command line is wrong, or names something that is not there: a plain message, exit code 3.
 */
export class Misuse extends Error {
  override name = 'Misuse';
}
