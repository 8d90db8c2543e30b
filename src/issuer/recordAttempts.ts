import { newDeadLetterRecord } from './deadLetterRecord.ts';
import { MalformedMessage } from './malformedMessage.ts';
import type { Clock, IncomingRecord, RequestPublisher, WorkerTelemetry } from './ports.ts';
import { PublishError, StoreError } from './ports.ts';
import type { RecordHandler } from './recordHandler.ts';
import { WorkerBlocked } from './workerBlocked.ts';

/** What handling needs from outside. */
export interface AttemptPorts {
  readonly publisher: RequestPublisher;
  readonly clock: Clock;
  readonly telemetry: WorkerTelemetry;
  /** Own work of each attempt besides the handler's; null: none. */
  readonly work: (() => Promise<void>) | null;
}

/** How often and how long a record is tried, and where it goes then. */
export interface AttemptOptions {
  /** At least 1. All attempts and pauses together must stay below max.poll.interval.ms. */
  readonly maxAttempts: number;
  readonly retryBackoffMs: number;
  /** null: there is none, and the worker ends at a record that it cannot handle. */
  readonly deadLetterTopic: string | null;
}

/**
 * Takes one record to its end: handled, or in the dead-letter topic.
 *
 * A StoreError is tried again, `outcome-unknown` included: if the lost COMMIT took effect, the next
 * attempt finds the result row of the request, which was committed with the effect, and does
 * nothing. A malformed message is not tried again. Any other error is a bug of the service: it goes
 * up and ends the worker, which must not go on in a state that nobody foresaw.
 */
export class RecordAttempts<M> {
  private readonly handler: RecordHandler<M>;
  private readonly ports: AttemptPorts;
  private readonly options: AttemptOptions;

  constructor(handler: RecordHandler<M>, ports: AttemptPorts, options: AttemptOptions) {
    if (!(options.maxAttempts >= 1)) throw new RangeError('maxAttempts must be at least 1');
    this.handler = handler;
    this.ports = ports;
    this.options = options;
  }

  /**
   * True: handled or dead-lettered. False: an attempt failed and `givesUp` said not to try again,
   * so the record must be left to others. Rejects with WorkerBlocked if there is no way to put it
   * aside.
   */
  async handle(record: IncomingRecord, givesUp: () => boolean): Promise<boolean> {
    const { telemetry, clock, work } = this.ports;
    const message = this.decode(record);
    if (message instanceof MalformedMessage) {
      telemetry.handlerStarted(record, '', 1);
      await this.putAside(record, message.message, 1);
      return true;
    }
    const requestId = this.handler.requestIdOf(message);
    for (let attempt = 1; ; attempt++) {
      telemetry.handlerStarted(record, requestId, attempt);
      let failure: string;
      try {
        if (work !== null) await work();
        telemetry.handlerEnded(record, await this.handler.handle(message, record), '');
        return true;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        failure = error.message;
      }
      if (attempt >= this.options.maxAttempts) {
        await this.putAside(record, failure, attempt);
        return true;
      }
      telemetry.handlerEnded(record, 'FAILED', failure);
      if (givesUp()) return false;
      await clock.sleep(this.options.retryBackoffMs);
      if (givesUp()) return false;
    }
  }

  private decode(record: IncomingRecord): M | MalformedMessage {
    try {
      return this.handler.decode(record);
    } catch (error) {
      if (error instanceof MalformedMessage) return error;
      throw error;
    }
  }

  /**
   * Publishes the record to the dead-letter topic. A publication whose outcome is unknown is
   * repeated, so a dead letter may be there twice; it is never lost.
   */
  private async putAside(record: IncomingRecord, reason: string, attempts: number): Promise<void> {
    const { telemetry, publisher, clock } = this.ports;
    const { deadLetterTopic, maxAttempts, retryBackoffMs } = this.options;
    if (deadLetterTopic === null) {
      telemetry.handlerEnded(record, 'FAILED', reason);
      throw new WorkerBlocked(record, reason, 'there is no dead-letter topic to put it into');
    }
    const letter = newDeadLetterRecord(deadLetterTopic, record, reason, attempts);
    for (let publication = 1; ; publication++) {
      try {
        await publisher.publish(letter);
        break;
      } catch (error) {
        if (!(error instanceof PublishError)) throw error;
        if (publication >= maxAttempts) {
          telemetry.handlerEnded(record, 'FAILED', reason);
          const remedy = `${deadLetterTopic} does not take it: ${error.code}`;
          throw new WorkerBlocked(record, reason, remedy);
        }
      }
      await clock.sleep(retryBackoffMs);
    }
    telemetry.handlerEnded(record, 'DEAD_LETTERED', reason);
    telemetry.deadLettered(record, reason);
  }
}
