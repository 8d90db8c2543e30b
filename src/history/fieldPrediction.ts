import { FIELD_COUNT } from './eventFields.ts';

/** Predictions are kept apart for each partition, up to this many. */
export const CONTEXT_COUNT = 64;

/**
 * Guesses the integers and names of an event from the events before it, so that a packed event
 * holds only the surprises. Packer and unpacker keep one each and feed both the same values.
 *
 * An integer is expected to go on as it went: last value plus last step, kept apart for each
 * partition (offsets of one partition rise by one). A name is expected to be the last one.
 */
export class FieldPrediction {
  private readonly integers = new Float64Array(FIELD_COUNT * CONTEXT_COUNT);
  private readonly steps = new Float64Array(FIELD_COUNT * CONTEXT_COUNT);
  private readonly names: string[] = new Array<string>(FIELD_COUNT).fill('');

  /** Forgets everything: a new chunk begins. */
  reset(): void {
    this.integers.fill(0);
    this.steps.fill(0);
    this.names.fill('');
  }

  /** `partition`: the one that the event is about, as far as its fields have told; 0: none. */
  expectedInteger(slot: number, partition: number): number {
    const index = indexOf(slot, partition);
    return this.integers[index]! + this.steps[index]!;
  }

  /** The value that the field really has. */
  learnInteger(slot: number, partition: number, value: number): void {
    const index = indexOf(slot, partition);
    this.steps[index] = value - this.integers[index]!;
    this.integers[index] = value;
  }

  /** As `learnInteger`, for a value after which none in particular is likely. */
  learnStepless(slot: number, partition: number, value: number): void {
    this.integers[indexOf(slot, partition)] = value;
  }

  expectedName(slot: number): string {
    return this.names[slot]!;
  }

  learnName(slot: number, name: string): void {
    this.names[slot] = name;
  }
}

function indexOf(slot: number, partition: number): number {
  return slot * CONTEXT_COUNT + (partition & (CONTEXT_COUNT - 1));
}
