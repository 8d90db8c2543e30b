import { formatMoment } from '../../check/formatMoment.ts';

/** A moment of a run as the checks write it: `1.204 s`, milliseconds rounded down. */
export function formatSeconds(us: number): string {
  return formatMoment(us);
}

/** A duration in the unit that reads best: `310 µs`, `82 ms`, `1.20 s`, `3 min 20 s`. */
export function formatDuration(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  const ms = us / 1000;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
