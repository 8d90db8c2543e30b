import type { IncomingRecord, WorkerOutcome } from './ports.ts';
import type { RecordHandler } from './recordHandler.ts';

/** Prints records as the console consumer does with partition, offset and key switched on. */
export class ConsoleHandler implements RecordHandler<null> {
  private readonly print: ((line: string) => void) | null;

  /** `print` null: read and print nothing. */
  constructor(print: ((line: string) => void) | null) {
    this.print = print;
  }

  decode(): null {
    return null;
  }

  requestIdOf(): string {
    return '';
  }

  handle(_message: null, record: IncomingRecord): Promise<WorkerOutcome> {
    if (this.print !== null) this.print(consoleLine(record));
    return Promise.resolve('HANDLED');
  }
}

/**
 * `Partition:0`, `Offset:3`, key and value, separated by tabs; an absent key or value is `null`.
 */
export function consoleLine(record: IncomingRecord): string {
  const { partition, offset, key, value } = record;
  return `Partition:${partition}\tOffset:${offset}\t${key ?? 'null'}\t${value ?? 'null'}`;
}
