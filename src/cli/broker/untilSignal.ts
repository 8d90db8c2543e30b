const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Signals that would end us, turned into two aborts: asked once, and asked again. */
export class UntilSignal {
  private readonly first = new AbortController();
  private readonly second = new AbortController();
  private readonly listener = (): void => {
    (this.first.signal.aborted ? this.second : this.first).abort();
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.listener);
  }

  /** Aborted at the first signal. */
  get asked(): AbortSignal {
    return this.first.signal;
  }

  /** Aborted at the second: whoever waits has no patience left. */
  get askedAgain(): AbortSignal {
    return this.second.signal;
  }

  /** Signals end us again. */
  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.listener);
  }
}
