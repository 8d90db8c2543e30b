import type { ClientObserver } from '../../src/adapters/kafka/client/kafkaClient.ts';
import type {
  AssignmentListener,
  ConsumerPartition,
  IncomingRecord,
  OffsetToCommit,
  RequestConsumer,
} from '../../src/issuer/ports.ts';
import type { ConsumerObserver } from '../../src/model/client/consumer/consumerObserver.ts';
import { CommitError } from '../../src/issuer/ports.ts';

const POLL_MS = 100;

/** A consumer under test with everything that it tells, written down in order. */
export class MemberProbe implements AssignmentListener {
  readonly told: string[] = [];
  /** For a client, real or simulated. */
  readonly observer: ClientObserver & ConsumerObserver = new ToldObserver(this.told);
  private consumer: RequestConsumer | null = null;
  private whenRevoked: readonly OffsetToCommit[] = [];

  /** The consumer reports to this probe as its observer. */
  attach(consumer: RequestConsumer, topic: string): void {
    this.consumer = consumer;
    consumer.subscribe([topic], this);
  }

  poll(): Promise<readonly IncomingRecord[]> {
    return this.consumer!.poll(POLL_MS);
  }

  async commitSync(offsets: readonly OffsetToCommit[]): Promise<string> {
    try {
      await this.consumer!.commitSync(offsets);
      return 'ok';
    } catch (error) {
      return outcomeText(error);
    }
  }

  commitAsync(offsets: readonly OffsetToCommit[]): void {
    this.consumer!.commitAsync(offsets, (error) =>
      this.told.push(`async ${error === null ? 'ok' : outcomeText(error)}`),
    );
  }

  commitWhenRevoked(offsets: readonly OffsetToCommit[]): void {
    this.whenRevoked = offsets;
  }

  close(): Promise<void> {
    return this.consumer!.close();
  }

  async onAssigned(partitions: readonly ConsumerPartition[]): Promise<void> {
    this.told.push(`listener assigned ${numbersOf(partitions)}`);
  }

  async onRevoked(partitions: readonly ConsumerPartition[]): Promise<void> {
    this.told.push(`listener revoked ${numbersOf(partitions)}`);
    const offsets = this.whenRevoked.filter(({ partition }) =>
      partitions.some((revoked) => revoked.partition === partition),
    );
    if (offsets.length > 0) this.told.push(`in revoked ${await this.commitSync(offsets)}`);
  }

  async onLost(partitions: readonly ConsumerPartition[]): Promise<void> {
    this.told.push(`listener lost ${numbersOf(partitions)}`);
  }
}

/** Writes down what a client tells its observer. */
class ToldObserver implements ClientObserver, ConsumerObserver {
  private readonly told: string[];

  constructor(told: string[]) {
    this.told = told;
  }

  onAssigned(partitions: readonly ConsumerPartition[], generation: number): void {
    this.told.push(`assigned ${numbersOf(partitions)} in ${generation}`);
  }

  onRevoked(partitions: readonly ConsumerPartition[], generation: number): void {
    this.told.push(`revoked ${numbersOf(partitions)} in ${generation}`);
  }

  onLost(partitions: readonly ConsumerPartition[], generation: number): void {
    this.told.push(`lost ${numbersOf(partitions)} in ${generation}`);
  }

  onGeneration(generation: number): void {
    this.told.push(`generation ${generation}`);
  }

  onPolled(_topic: string, partition: number, startOffset: number, endOffset: number): void {
    this.told.push(`polled ${partition}: ${startOffset}-${endOffset}`);
  }

  onCommitStarted(_topic: string, partition: number, offset: number, isAuto: boolean): void {
    this.told.push(`committing ${partition}: ${offset}${isAuto ? ' auto' : ''}`);
  }

  onCommitted(_topic: string, partition: number, offset: number, isAuto: boolean): void {
    this.told.push(`committed ${partition}: ${offset}${isAuto ? ' auto' : ''}`);
  }

  onCommitRefused(
    _topic: string,
    partition: number,
    offset: number,
    _isAuto: boolean,
    error: string,
  ): void {
    this.told.push(`refused ${partition}: ${offset} ${error}`);
  }

  onDied(reason: string): void {
    this.told.push(`died ${reason}`);
  }
}

function numbersOf(partitions: readonly ConsumerPartition[]): string {
  const numbers = partitions.map(({ partition }) => partition);
  return numbers.sort((a, b) => a - b).join();
}

/** The partitions that a listener has by what it was told. */
export function ownedBy(told: readonly string[]): ReadonlySet<number> {
  const owned = new Set<number>();
  for (const line of told) {
    const match = /^listener (assigned|revoked|lost) ([\d,]*)$/.exec(line);
    if (match === null) continue;
    for (const number of match[2]!.split(',').filter((text) => text !== '')) {
      if (match[1] === 'assigned') owned.add(Number(number));
      else owned.delete(Number(number));
    }
  }
  return owned;
}

function outcomeText(error: unknown): string {
  if (!(error instanceof CommitError)) throw error;
  return `${error.code}${error.retriable ? ', retriable' : ''}`;
}
