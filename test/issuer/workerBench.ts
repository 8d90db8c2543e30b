import { MalformedMessage } from '../../src/issuer/malformedMessage.ts';
import type { WorkerCommitPolicy } from '../../src/issuer/offsetCommitter.ts';
import { OwnedPartitions } from '../../src/issuer/partitionProgress.ts';
import type { PlantedBugName } from '../../src/issuer/planted/plantedBugName.ts';
import { newOffsetCommitter } from '../../src/issuer/planted/newOffsetCommitter.ts';
import type {
  IncomingRecord,
  OutgoingRecord,
  RecordPosition,
  WorkerOutcome,
  WorkerTelemetry,
} from '../../src/issuer/ports.ts';
import { PublishError } from '../../src/issuer/ports.ts';
import { RecordAttempts } from '../../src/issuer/recordAttempts.ts';
import type { RecordHandler } from '../../src/issuer/recordHandler.ts';
import { RecordWorker } from '../../src/issuer/recordWorker.ts';
import type { CommitStep, PollStep } from './scriptedConsumer.ts';
import { ScriptedConsumer, TOPIC } from './scriptedConsumer.ts';

/** What the bench is set up with; every field has a default. */
export interface BenchOptions {
  readonly polls: readonly PollStep[];
  readonly commits?: readonly CommitStep[];
  readonly commit?: WorkerCommitPolicy;
  readonly maxAttempts?: number;
  readonly deadLetterTopic?: string | null;
  readonly bug?: PlantedBugName | null;
  /**
   * The value `p0@3` is handled for the n-th time (from 1); throws what the attempt should fail
   * with.
   */
  readonly onHandle?: (value: string, attempt: number) => void;
  /** Called in each pause before another attempt. */
  readonly onSleep?: () => void;
  /** How often publishing to the dead-letter topic fails. */
  readonly failedPublications?: number;
}

/**
 * A worker on scripted ports. `log` says, in order, what the worker did: `handle p0@3`, `commit
 * 0:4`, `sleep 50`, `dead letter p0@3`, and what it told its operators: `told ...`.
 */
export class WorkerBench {
  readonly log: string[] = [];
  readonly letters: OutgoingRecord[] = [];
  readonly worker: RecordWorker<string>;

  constructor(options: BenchOptions) {
    const { log } = this;
    const consumer = new ScriptedConsumer(log, options.polls, options.commits);
    consumer.afterScript = () => this.worker.stop();
    const telemetry = newTelemetry(log);
    const owned = new OwnedPartitions();
    const policy = options.commit ?? 'record-sync';
    const committer = newOffsetCommitter(options.bug ?? null, consumer, owned, telemetry, policy);
    const clock = {
      nowMs: () => 0,
      sleep: (ms: number) => {
        log.push(`sleep ${ms}`);
        options.onSleep?.();
        return Promise.resolve();
      },
    };
    let failuresLeft = options.failedPublications ?? 0;
    const publish = (record: OutgoingRecord): Promise<RecordPosition> => {
      if (failuresLeft-- > 0) {
        log.push('publish fails');
        return Promise.reject(new PublishError('TimeoutException', false));
      }
      log.push(`dead letter ${record.value}`);
      this.letters.push(record);
      return Promise.resolve({ topic: record.topic, partition: 0, offset: 0 });
    };
    const ports = { publisher: { publish }, clock, telemetry, work: null };
    const { maxAttempts = 3, deadLetterTopic = 'dead' } = options;
    const attemptOptions = { maxAttempts, retryBackoffMs: 50, deadLetterTopic };
    const handler = newHandler(log, options.onHandle ?? (() => undefined));
    const attempts = new RecordAttempts(handler, ports, attemptOptions);
    const subscription = { topics: [TOPIC], pollTimeoutMs: 100 };
    this.worker = new RecordWorker(consumer, attempts, owned, committer, telemetry, subscription);
  }

  /** Runs to the end; the log without the subscription. */
  async run(): Promise<readonly string[]> {
    await this.worker.run();
    return this.log.slice(1);
  }

  /** Only the lines of one kind. */
  lines(prefix: string): readonly string[] {
    return this.log.filter((line) => line.startsWith(prefix));
  }
}

function newHandler(
  log: string[],
  onHandle: (value: string, attempt: number) => void,
): RecordHandler<string> {
  const attempts = new Map<string, number>();
  return {
    decode({ value }: IncomingRecord): string {
      if (value === null || value.startsWith('poison'))
        throw new MalformedMessage('userId', 'is missing');
      return value;
    },
    requestIdOf: (message) => `REQ-${message}`,
    handle(message): Promise<WorkerOutcome> {
      const attempt = (attempts.get(message) ?? 0) + 1;
      attempts.set(message, attempt);
      log.push(`handle ${message}`);
      return Promise.resolve().then(() => {
        onHandle(message, attempt);
        return 'HANDLED';
      });
    },
  };
}

function newTelemetry(log: string[]): WorkerTelemetry {
  return {
    handlerStarted: () => undefined,
    handlerEnded: (record, outcome, error) => {
      if (outcome !== 'HANDLED') log.push(`told ${record.value} ${outcome} ${error}`);
    },
    deadLettered: (record, reason) => log.push(`told ${record.value} is a dead letter: ${reason}`),
    abandoned: (first, count, reason) => {
      log.push(`told ${count} abandoned from ${first.partition}@${first.offset}: ${reason}`);
    },
    commitRefused: (offsets, { code, retriable }) => {
      log.push(
        `told commit refused ${code} ${offsets.length} ${retriable ? 'for now' : 'for good'}`,
      );
    },
  };
}
