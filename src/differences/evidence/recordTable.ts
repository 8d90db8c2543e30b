import type { EventOf, HistoryEvent, HistorySink } from '../../history/event.ts';

/** A record of a log, as far as the history tells of it. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** Names the record alike in every run of the workload. */
  readonly identity: string;
  /** The producer that sent it; '' if only its reader told of it. */
  readonly producer: string;
  /** The time of the send and of its acknowledgement; -1: not known. */
  readonly sentAtUs: number;
  readonly ackedAtUs: number;
  /** Sends of one run in the order in which they began; -1: not known. */
  readonly sendRank: number;
}

interface Send {
  readonly rank: number;
  readonly atUs: number;
  readonly identity: string;
}

/**
 * What is in the logs: acknowledged records, and those that a consumer had in hand although nobody
 * has got an acknowledgement.
 */
export class RecordTable implements HistorySink {
  private readonly logs = new Map<string, Map<number, LogRecord>>();
  private readonly sends = new Map<string, Send>();
  private sendCount = 0;
  private readonly namelessSends = new Map<string, number>();

  onEvent(event: HistoryEvent): void {
    if (event.type === 'SendStarted') this.onSendStarted(event);
    else if (event.type === 'Produced') this.onProduced(event);
    else if (event.type === 'HandlerStarted') this.onHandlerStarted(event);
  }

  /** All records, by partition and offset. */
  *records(): Generator<LogRecord> {
    for (const name of [...this.logs.keys()].sort(byPartitionName)) {
      const log = this.logs.get(name)!;
      for (const offset of [...log.keys()].sort((a, b) => a - b)) yield log.get(offset)!;
    }
  }

  /** The record at an offset; undefined: nobody told of it. */
  recordAt(topic: string, partition: number, offset: number): LogRecord | undefined {
    return this.logs.get(`${topic}-${partition}`)?.get(offset);
  }

  private onSendStarted(event: EventOf<'SendStarted'>): void {
    const { process, sendId, atUs, topic, requestId } = event;
    const identity = requestId === '' ? this.nextNameless(topic) : requestId;
    this.sends.set(`${process} ${sendId}`, { rank: this.sendCount++, atUs, identity });
  }

  /** A record without a request id is named by its place among those of its topic. */
  private nextNameless(topic: string): string {
    const number = (this.namelessSends.get(topic) ?? 0) + 1;
    this.namelessSends.set(topic, number);
    return `record ${number}`;
  }

  private onProduced(event: EventOf<'Produced'>): void {
    const { process, sendId, topic, partition, offset, key, requestId, atUs } = event;
    // A producer without acknowledgements does not learn the offset.
    if (offset < 0) return;
    const send = this.sends.get(`${process} ${sendId}`);
    this.logOf(topic, partition).set(offset, {
      topic,
      partition,
      offset,
      key,
      identity: send?.identity ?? requestId,
      producer: process,
      sentAtUs: send?.atUs ?? -1,
      ackedAtUs: atUs,
      sendRank: send?.rank ?? -1,
    });
  }

  private onHandlerStarted(event: EventOf<'HandlerStarted'>): void {
    const { topic, partition, offset, key, requestId } = event;
    const log = this.logOf(topic, partition);
    if (log.has(offset)) return;
    log.set(offset, {
      topic,
      partition,
      offset,
      key,
      identity: requestId,
      producer: '',
      sentAtUs: -1,
      ackedAtUs: -1,
      sendRank: -1,
    });
  }

  private logOf(topic: string, partition: number): Map<number, LogRecord> {
    const name = `${topic}-${partition}`;
    let log = this.logs.get(name);
    if (log === undefined) {
      log = new Map();
      this.logs.set(name, log);
    }
    return log;
  }
}

/** `orders-2` before `orders-10`. */
export function byPartitionName(a: string, b: string): number {
  const [topicA, numberA] = splitName(a);
  const [topicB, numberB] = splitName(b);
  if (topicA !== topicB) return topicA < topicB ? -1 : 1;
  return numberA - numberB;
}

function splitName(name: string): [string, number] {
  const at = name.lastIndexOf('-');
  return [name.slice(0, at), Number(name.slice(at + 1))];
}
