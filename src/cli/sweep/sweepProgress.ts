import type { SingleBar } from 'cli-progress';
import { formatCount } from '../formatCount.ts';

/** Shows how far a sweep has come. */
export interface SweepProgress {
  update(seedCount: number, failingCount: number): void;
  /** Takes the picture away; call before anything else is printed. */
  stop(): void;
}

/** Where progress is shown: stderr, or what a test gives. */
export interface ProgressStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

/**
 * A bar on a terminal; elsewhere a line when the first seeds are done and at each tenth of a long
 * sweep, so that a log tells that something goes on.
 */
export async function newSweepProgress(
  stream: ProgressStream,
  total: number,
): Promise<SweepProgress> {
  if (stream.isTTY !== true) return new ProgressLines(stream, total);
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar({
    stream,
    format: '{bar} {percentage}% of {seeds} seeds, {failing}{toGo}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 20,
    hideCursor: true,
    clearOnComplete: true,
    // Ctrl-C is ours: it ends the sweep and prints what is known.
    gracefulExit: false,
  });
  bar.start(total, 0, { seeds: formatCount(total), failing: failingWords(0), toGo: '' });
  return new ProgressBar(bar, total);
}

class ProgressBar implements SweepProgress {
  private readonly bar: SingleBar;
  private readonly clock: Clock;

  constructor(bar: SingleBar, total: number) {
    this.bar = bar;
    this.clock = new Clock(total);
  }

  update(seedCount: number, failingCount: number): void {
    const toGo = `, ${this.clock.toGo(seedCount)}`;
    this.bar.update(seedCount, { failing: failingWords(failingCount), toGo });
  }

  stop(): void {
    this.bar.stop();
  }
}

/** Guesses how long a sweep still takes. */
class Clock {
  private readonly total: number;
  private readonly startedMs = performance.now();

  constructor(total: number) {
    this.total = total;
  }

  /** `about 12 s to go`. */
  toGo(seedCount: number): string {
    const doneMs = performance.now() - this.startedMs;
    const seconds = Math.ceil((doneMs / 1000) * (this.total / seedCount - 1));
    const minutes = Math.floor(seconds / 60);
    return `about ${minutes === 0 ? '' : `${minutes} min `}${seconds % 60} s to go`;
  }
}

/** Sweeps of fewer seeds are over before a second line is of use. */
const LONG_SWEEP = 1000;
/** The first line comes after so many seeds, unless the sweep is shorter. */
const FIRST_LINE = 20;

class ProgressLines implements SweepProgress {
  private readonly stream: ProgressStream;
  private readonly total: number;
  private readonly clock: Clock;
  private nextLine: number;

  constructor(stream: ProgressStream, total: number) {
    this.stream = stream;
    this.total = total;
    this.clock = new Clock(total);
    this.nextLine = total < LONG_SWEEP ? Infinity : FIRST_LINE;
  }

  update(seedCount: number, failingCount: number): void {
    if (seedCount < this.nextLine || seedCount === this.total) return;
    const tenths = Math.floor((seedCount * 10) / this.total);
    this.nextLine = Math.ceil(((tenths + 1) * this.total) / 10);
    this.stream.write(
      `${formatCount(seedCount)} of ${formatCount(this.total)} seeds, ` +
        `${failingWords(failingCount)}, ${this.clock.toGo(seedCount)}\n`,
    );
  }

  stop(): void {
    // Lines stay.
  }
}

function failingWords(count: number): string {
  return count === 0 ? 'all hold' : `${formatCount(count)} do not hold`;
}
