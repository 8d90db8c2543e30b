/** Exit codes of every command. */
export const EXIT = {
  /** Everything that was asked for holds. */
  holds: 0,
  /** A rule or an expectation is violated. */
  violated: 1,
  /** Could not tell: incomplete history, failed run. */
  unknown: 2,
  /** Misuse: a bad file, a bad option. */
  misuse: 3,
  /** Interrupted by Ctrl-C. */
  interrupted: 130,
  /** Whoever read the output has gone, as in `| head`: what a shell reports for SIGPIPE. */
  brokenPipe: 141,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
