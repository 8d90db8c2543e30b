/**
 * PostgreSQL cannot be used as asked: it does not start, does not answer, or refuses. The message
 * is for the user: it says which server, what is wrong and, where one is known, a remedy. Never
 * contains a password.
 */
export class PostgresUnusable extends Error {
  override name = 'PostgresUnusable';
}
