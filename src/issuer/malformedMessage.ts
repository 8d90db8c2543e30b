/**
 * A message that can never be handled, however often it is tried: not JSON, or a field that is
 * missing or out of its range. `field` is the path of the field (`orderItems[0].quantity`), '' for
 * the whole.
 */
export class MalformedMessage extends Error {
  override name = 'MalformedMessage';
  readonly field: string;

  constructor(field: string, problem: string) {
    super(field === '' ? problem : `${field}: ${problem}`);
    this.field = field;
  }
}
