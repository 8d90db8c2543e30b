/**
 * Kafka's own code meets a state that it holds to be impossible and throws; the thread that runs it
 * logs the exception and goes on. Kept apart from `SimulationFailure`: here the model is right and
 * does what Kafka does.
 */
export class IllegalStateException extends Error {
  override name = 'IllegalStateException';
}
