import type { IdGenerator } from '../../issuer/ports.ts';

/**
 * Request ids in order of issue, `REQ-1`, `REQ-2`, ...: unique within a run and easy to read aloud.
 */
export class SimRequestIds implements IdGenerator {
  private issued = 0;

  nextRequestId(): string {
    return `REQ-${++this.issued}`;
  }
}
