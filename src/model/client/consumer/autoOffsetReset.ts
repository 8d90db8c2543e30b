/**
 * Where to start without a valid position: `auto.offset.reset`. Mirrors `AutoOffsetResetStrategy`
 * (`by_duration` since KIP-1106).
 */
export type AutoOffsetReset =
  | { readonly type: 'latest' | 'earliest' | 'none' }
  | { readonly type: 'by_duration'; readonly durationMs: number };

const EARLIEST_TIMESTAMP = -2;
const LATEST_TIMESTAMP = -1;
const BY_DURATION_PREFIX = 'by_duration:';

/** Reads the value of `auto.offset.reset`; null if Kafka would refuse it. */
export function parseAutoOffsetReset(text: string): AutoOffsetReset | null {
  const name = text.toLowerCase();
  if (name === 'latest' || name === 'earliest' || name === 'none') return { type: name };
  if (!name.startsWith(BY_DURATION_PREFIX)) return null;
  const durationMs = parseDurationMs(text.slice(BY_DURATION_PREFIX.length));
  return durationMs === null ? null : { type: 'by_duration', durationMs };
}

/** The timestamp to ask ListOffsets for at this time; null for `none`. */
export function resetTimestampMs(strategy: AutoOffsetReset, nowMs: number): number | null {
  switch (strategy.type) {
    case 'latest':
      return LATEST_TIMESTAMP;
    case 'earliest':
      return EARLIEST_TIMESTAMP;
    case 'by_duration':
      // Virtual time begins at 0: before it there are no records, and -1 and -2 have other
      // meanings.
      return Math.max(0, nowMs - strategy.durationMs);
    case 'none':
      return null;
  }
}

/**
 * ISO-8601 durations as `java.time.Duration` reads them: PnDTnHnMn.nS. Negative ones are refused.
 */
function parseDurationMs(text: string): number | null {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d{1,9}))?S)?)?$/i.exec(
    text,
  );
  if (match === null || /[PT]$/i.test(text)) return null;
  const [days, hours, minutes, seconds] = match.slice(1, 5).map((digits) => Number(digits ?? 0));
  const fractionMs = Math.floor(Number(`0.${match[5] ?? '0'}`) * 1000);
  return (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000 + fractionMs;
}
