import { ConsoleHandler } from './consoleHandler.ts';
import type { WorkerCommitPolicy } from './offsetCommitter.ts';
import { OrderCompletedHandler } from './orderCompletedHandler.ts';
import { OwnedPartitions } from './partitionProgress.ts';
import { PaymentCompletedHandler } from './paymentCompletedHandler.ts';
import type { PlantedBugName } from './planted/plantedBugName.ts';
import { newCouponHandler } from './planted/newCouponHandler.ts';
import { newOffsetCommitter } from './planted/newOffsetCommitter.ts';
import type { CouponStore, RequestConsumer } from './ports.ts';
import { RecordAttempts } from './recordAttempts.ts';
import type { AttemptOptions, AttemptPorts } from './recordAttempts.ts';
import type { RecordHandler } from './recordHandler.ts';
import { RecordWorker } from './recordWorker.ts';
import type { WorkerSubscription } from './recordWorker.ts';

/** What a worker does with the records it reads. */
export type WorkerApplication =
  'coupon-issuer' | 'order-completed' | 'payment-completed' | 'console';

/** What a worker needs from outside. */
export interface WorkerPorts extends AttemptPorts {
  readonly consumer: RequestConsumer;
  readonly store: CouponStore;
  /** Where `console` prints, a line a record; null: nowhere. */
  readonly print: ((line: string) => void) | null;
}

/** How a worker works. */
export interface WorkerOptions extends AttemptOptions, WorkerSubscription {
  readonly commit: WorkerCommitPolicy;
  /** A known mistake to make, for proving that checks see it; null: the correct service. */
  readonly bug: PlantedBugName | null;
}

/** One consumer of the service. */
export interface Worker {
  /**
   * Works until `stop`. Rejects with WorkerBlocked at a record that can be neither handled nor put
   * aside.
   */
  run(): Promise<void>;
  /** Ends `run` after the record in hand, with a commit, leaving the group. */
  stop(): void;
}

/**
 * Makes a worker for one consumer process. Make a new one for each incarnation of the process: what
 * a worker holds in memory does not survive a crash. Throws RangeError for senseless options.
 */
export function newWorker(
  application: WorkerApplication,
  ports: WorkerPorts,
  options: WorkerOptions,
): Worker {
  switch (application) {
    case 'coupon-issuer':
      return workerOf(newCouponHandler(options.bug, ports.store), ports, options);
    case 'order-completed':
      return workerOf(new OrderCompletedHandler(), ports, options);
    case 'payment-completed':
      return workerOf(new PaymentCompletedHandler(), ports, options);
    case 'console':
      return workerOf(new ConsoleHandler(ports.print), ports, options);
  }
}

function workerOf<M>(
  handler: RecordHandler<M>,
  ports: WorkerPorts,
  options: WorkerOptions,
): Worker {
  const { consumer, telemetry } = ports;
  const owned = new OwnedPartitions();
  const committer = newOffsetCommitter(options.bug, consumer, owned, telemetry, options.commit);
  const attempts = new RecordAttempts(handler, ports, options);
  return new RecordWorker(consumer, attempts, owned, committer, telemetry, options);
}
