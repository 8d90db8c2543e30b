const MARK = '"requestId":"';

/**
 * The request id in a message of the service, or '' if there is none. Reads the text only, so that
 * the history can name a request without parsing every message a second time.
 */
export function requestIdOf(value: string | null): string {
  if (value === null) return '';
  const start = value.indexOf(MARK);
  if (start < 0) return '';
  const from = start + MARK.length;
  const to = value.indexOf('"', from);
  return to < 0 ? '' : value.slice(from, to);
}
