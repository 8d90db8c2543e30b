import { PostgresUnusable } from './postgresUnusable.ts';

/** The server could not have its port: another one may do. */
export class PortTaken extends PostgresUnusable {
  override name = 'PortTaken';
}
