import type { ExitCode } from './exitCode.ts';
import { EXIT } from './exitCode.ts';

/**
 * Ctrl-C and SIGTERM as something that code can wait for. While they are listened to, the first one
 * only aborts `signal`; a second one ends the program at once.
 */
export class Interruption {
  private readonly controller = new AbortController();
  private received: 'SIGINT' | 'SIGTERM' | null = null;

  constructor() {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** What the program ends with: 130 after Ctrl-C, 143 after SIGTERM. */
  get exitCode(): ExitCode {
    return this.received === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  }

  /** Signals end the program again as they did before. */
  stopListening(): void {
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
  }

  private readonly onSignal = (name: NodeJS.Signals): void => {
    if (this.received !== null) process.exit(this.exitCode);
    this.received = name === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
    this.controller.abort();
  };
}
