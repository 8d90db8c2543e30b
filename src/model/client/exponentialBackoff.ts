import type { RandomStream } from '../../sim/randomStream.ts';

const JITTER_PER_MILLE = 200;
/** 2^20 times any configured backoff is above any maximum; more would only lose precision. */
const EXPONENT_LIMIT = 20;

/**
 * Waiting times between tries: doubled at each, from retry.backoff.ms to retry.backoff.max.ms, with
 * a jitter of 20 per cent to either side. Mirrors `ExponentialBackoff`: without room to grow there
 * is no jitter either.
 */
export class ExponentialBackoff {
  private readonly initialMs: number;
  private readonly maximumMs: number;
  private readonly jitter: RandomStream | null;

  /** `jitter` null: none, whatever the maximum. */
  constructor(initialMs: number, maximumMs: number, jitter: RandomStream | null) {
    this.initialMs = Math.min(initialMs, maximumMs);
    this.maximumMs = maximumMs;
    this.jitter = jitter;
  }

  /** The wait after `attempts` earlier tries (from 0), in microseconds. */
  backoffUs(attempts: number): number {
    if (this.maximumMs <= this.initialMs) return this.initialMs * 1000;
    const termMs = Math.min(
      this.initialMs * 2 ** Math.min(attempts, EXPONENT_LIMIT),
      this.maximumMs,
    );
    if (this.jitter === null) return termMs * 1000;
    const perMille = this.jitter.between(1000 - JITTER_PER_MILLE, 1000 + JITTER_PER_MILLE);
    return Math.min(termMs * perMille, this.maximumMs * 1000);
  }
}
