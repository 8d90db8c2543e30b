/**
 * A broken invariant or a bug in the model: never the fault of a scenario, never a protocol error.
 * Carries what is needed to see it again.
 */
export class SimulationFailure extends Error {
  override name = 'SimulationFailure';
  readonly atUs: number;

  constructor(message: string, atUs: number, options?: { cause?: unknown }) {
    super(message, options);
    this.atUs = atUs;
  }
}

/**
 * Application code waits on something the kernel does not own (a real timer, real I/O), so the run
 * would depend on the machine it runs on.
 */
export class EscapeError extends SimulationFailure {
  override name = 'EscapeError';
  readonly processName: string;

  constructor(processName: string, atUs: number, foreignWork: readonly string[]) {
    const resources = foreignWork.length === 0 ? '' : ` (resources: ${foreignWork.join(', ')})`;
    super(`process ${processName} waits on something the kernel does not own${resources}`, atUs);
    this.processName = processName;
  }
}

/** Throws a `SimulationFailure` unless `condition` holds. For invariants of the model itself. */
export function invariant(condition: boolean, message: string, atUs = -1): asserts condition {
  if (!condition) throw new SimulationFailure(`broken invariant: ${message}`, atUs);
}

/** Closes an exhaustive switch: reaching it is a bug. */
export function unreachable(value: never): never {
  throw new SimulationFailure(`unreachable: ${JSON.stringify(value)}`, -1);
}
