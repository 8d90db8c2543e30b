import { FIELD_COUNT } from './eventFields.ts';

/** Integers are predicted apart for each partition, up to this many. */
const CONTEXT_COUNT = 64;

/**
 * Guesses each field of an event from the events before it, so that a packed event holds only the
 * surprises. Packer and unpacker keep one each and feed both the same values.
 *
 * An integer is expected to go on as it went: last value plus last step, kept apart for each
 * partition (offsets of one partition rise by one). A text or name is expected to be the last one.
 */
export class FieldPrediction {
  private readonly integers = new Float64Array(FIELD_COUNT * CONTEXT_COUNT);
  private readonly steps = new Float64Array(FIELD_COUNT * CONTEXT_COUNT);
  private readonly texts: (string | null)[] = new Array<string | null>(FIELD_COUNT).fill(null);
  private partition = 0;

  /** Forgets everything: a new chunk begins. */
  reset(): void {
    this.integers.fill(0);
    this.steps.fill(0);
    this.texts.fill(null);
  }

  /** A new event begins. */
  startEvent(): void {
    this.partition = 0;
  }

  expectedInteger(slot: number): number {
    const index = this.indexOf(slot);
    return this.integers[index]! + this.steps[index]!;
  }

  /** The value that the field really has. `isPartition`: later fields of the event are about it. */
  learnInteger(slot: number, value: number, isPartition: boolean): void {
    const index = this.indexOf(slot);
    // Partitions come in no order: a step says nothing.
    this.steps[index] = isPartition ? 0 : value - this.integers[index]!;
    this.integers[index] = value;
    if (isPartition) this.enterPartition(value);
  }

  /** Later fields of the event are about this partition. */
  enterPartition(partition: number): void {
    this.partition = partition;
  }

  expectedText(slot: number): string | null {
    return this.texts[slot]!;
  }

  learnText(slot: number, text: string | null): void {
    this.texts[slot] = text;
  }

  private indexOf(slot: number): number {
    return slot * CONTEXT_COUNT + (this.partition & (CONTEXT_COUNT - 1));
  }
}
