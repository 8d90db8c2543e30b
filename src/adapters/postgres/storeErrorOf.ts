import pg from 'pg';
import { StoreError } from '../../issuer/ports.ts';

/** Whole classes of SQLSTATE that say: not now, or not by this server. */
const UNAVAILABLE_CLASSES: ReadonlySet<string> = new Set([
  '08', // connection exception
  '53', // insufficient resources: too many connections, disk full
  '57', // operator intervention: terminated, shutting down, statement timeout
  '58', // system error
]);

/** Single SQLSTATEs that say so too: no lock in time, and timeouts of a whole transaction. */
const UNAVAILABLE: ReadonlySet<string> = new Set(['55P03', '25P03', '25P04']);

/** Serialization failure and deadlock: the same transaction may work if tried again. */
const SERIALIZATION: ReadonlySet<string> = new Set(['40001', '40P01']);

/** Even an answer in which the server says that it does not know. */
const OUTCOME_UNKNOWN: ReadonlySet<string> = new Set(['08007', '40003']);

/** What was under way. */
export type StoreMoment = 'connect' | 'statement' | 'commit';

/**
 * What an error of the driver means to the caller of the port.
 *
 * Before COMMIT is sent, any failure leaves the transaction rolled back for certain: the server
 * rolls back what it cannot finish. After that, only an ERROR answered by the server itself does. A
 * FATAL one does not: a backend that is told to end while it waits for its standbys has committed
 * already.
 */
export function storeErrorOf(error: unknown, moment: StoreMoment): StoreError {
  const detail = error instanceof Error ? error.message : String(error);
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) {
    // From the socket or from the driver: the connection is gone.
    return new StoreError(moment === 'commit' ? 'outcome-unknown' : 'unavailable', detail);
  }
  const { code, severity } = error;
  if (moment === 'connect') return new StoreError('unavailable', detail);
  // A server that speaks another language calls ERROR otherwise: then too the outcome is unknown.
  if (moment === 'commit' && (severity !== 'ERROR' || OUTCOME_UNKNOWN.has(code))) {
    return new StoreError('outcome-unknown', detail);
  }
  if (SERIALIZATION.has(code)) return new StoreError('serialization', detail);
  const isUnavailable = UNAVAILABLE_CLASSES.has(code.slice(0, 2)) || UNAVAILABLE.has(code);
  return new StoreError(isUnavailable ? 'unavailable' : 'statement', detail);
}
