/** The points of a consumer's work on a record, in the order in which they are passed. */
export type WorkPointName =
  'polled' | 'handler-started' | 'effect-written' | 'handled' | 'committing' | 'committed';

/** Hears at the very moment when a consumer passes a point: faults strike here. */
export interface PointListener {
  reached(
    process: string,
    point: WorkPointName,
    topic: string,
    partition: number,
    offset: number,
  ): void;
}
