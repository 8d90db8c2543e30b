import { PostgresUnusable } from './postgresUnusable.ts';

const PROTOCOLS: ReadonlySet<string> = new Set(['postgres:', 'postgresql:']);

/**
 * The URL as the driver takes it. Throws PostgresUnusable for anything else: the driver would read
 * a bare word as the name of a database on localhost.
 */
export function checkPostgresUrl(text: string): string {
  const wanted = 'wanted is postgres://USER:PASSWORD@HOST:PORT/DATABASE';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !PROTOCOLS.has(url.protocol)) {
    // Not quoted: it may be a URL with a password and a small mistake in it.
    throw new PostgresUnusable(`this is not the URL of a PostgreSQL server: ${wanted}`);
  }
  return text;
}

/** Server and database of a URL for messages, without user and password. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  const server = host === '' ? 'localhost' : host;
  return pathname.length > 1 ? `${server}${pathname}` : server;
}
