import { nodeHost } from '../src/adapters/node/nodeHost.ts';
import { SimCouponStore } from '../src/adapters/sim/simCouponStore.ts';
import { CouponFacade } from '../src/issuer/couponFacade.ts';
import { newWorker } from '../src/issuer/newWorker.ts';
import type {
  AssignmentListener,
  IncomingRecord,
  OutgoingRecord,
  RecordPosition,
  RequestConsumer,
} from '../src/issuer/ports.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { Kernel } from '../src/sim/kernel.ts';
import type { SimProcess } from '../src/sim/process.ts';

const TOPIC = 'coupon-issue-request';
const PARTITIONS = 3;
const REQUESTS = 100;
const SALE_AT_US = 5_000_000;
const WAY_US = 500;
const NOTHING = (): void => {};

/**
 * The flash sale of the seeds group without Kafka, history, checks and crash: the service's own
 * code and the simulated database on the kernel, records handed over in memory, each commit one
 * round trip. What is left when all that this product adds is taken away: no run can be faster.
 */
export async function runServiceAlone(scenario: Scenario, seed: number): Promise<void> {
  const kernel = new Kernel(seed);
  const store = new SimCouponStore(kernel, scenario.store);
  for (const { couponId, stock } of scenario.coupons) store.addCoupon(couponId, stock);
  const logs: IncomingRecord[][] = Array.from({ length: PARTITIONS }, () => []);
  let commitCount = 0;
  for (const [index, log] of logs.entries()) {
    const process = kernel.createProcess(`c${index + 1}`);
    const consumer = new MemoryConsumer(process, index, log, () => commitCount++);
    const worker = newWorker(
      'coupon-issuer',
      {
        consumer,
        store: store.clientFor(process),
        publisher: { publish: () => Promise.reject(new Error('nothing is dead-lettered')) },
        clock: { nowMs: () => kernel.nowUs / 1000, sleep: () => Promise.resolve() },
        telemetry: { handlerStarted: NOTHING, handlerEnded: NOTHING, deadLettered: NOTHING },
        work: null,
        print: null,
      },
      {
        topics: [TOPIC],
        commit: 'record-sync',
        pollTimeoutMs: 1000,
        maxAttempts: 1,
        retryBackoffMs: 100,
        deadLetterTopic: null,
        bug: null,
      },
    );
    process.spawn(() => worker.run());
  }
  sellAt(SALE_AT_US, kernel, logs, scenario);
  await kernel.run(nodeHost, { until: () => commitCount === REQUESTS });
}

/** All requests at once, through the service's API. */
function sellAt(
  atUs: number,
  kernel: Kernel,
  logs: readonly IncomingRecord[][],
  { coupons }: Scenario,
): void {
  const api = kernel.createProcess('api-1');
  let ids = 0;
  const publish = (record: OutgoingRecord): Promise<RecordPosition> =>
    api.call<RecordPosition>('publish', (completion) => {
      const partition = Number(record.key) % PARTITIONS;
      const log = logs[partition]!;
      const position = { topic: TOPIC, partition, offset: log.length };
      log.push({ ...record, ...position, timestampMs: 0 });
      api.schedule(2 * WAY_US, () => completion.succeed(position), undefined);
    });
  const nextRequestId = (): string => `r-${++ids}`;
  const facade = new CouponFacade({ publish }, { nextRequestId }, { topic: TOPIC });
  for (let index = 0; index < REQUESTS; index++) {
    const { couponId } = coupons[index % coupons.length]!;
    const request = async (): Promise<void> => {
      await facade.issueAsync({ couponId, userId: String(index) });
    };
    kernel.schedule(atUs, () => api.spawn(request), undefined);
  }
}

/** A partition for one reader: nothing is shared, nothing fails. */
class MemoryConsumer implements RequestConsumer {
  private readonly process: SimProcess;
  private readonly partition: number;
  private readonly log: readonly IncomingRecord[];
  private readonly onCommitted: () => void;
  private position = 0;

  constructor(
    process: SimProcess,
    partition: number,
    log: readonly IncomingRecord[],
    onCommitted: () => void,
  ) {
    this.process = process;
    this.partition = partition;
    this.log = log;
    this.onCommitted = onCommitted;
  }

  subscribe(_topics: readonly string[], listener: AssignmentListener): void {
    void listener.onAssigned([{ topic: TOPIC, partition: this.partition }]);
  }

  poll(timeoutMs: number): Promise<readonly IncomingRecord[]> {
    return this.process.call<readonly IncomingRecord[]>('poll', (completion) => {
      const answer = (): void => {
        const records = this.log.slice(this.position);
        this.position = this.log.length;
        completion.succeed(records);
      };
      this.process.schedule(timeoutMs * 1000, answer, undefined);
    });
  }

  commitSync(): Promise<void> {
    return this.process.call<void>('commitSync', (completion) => {
      const onAnswer = (): void => {
        this.onCommitted();
        completion.succeed(undefined);
      };
      const onRequest = (): void => void this.process.schedule(WAY_US, onAnswer, undefined);
      this.process.schedule(WAY_US, onRequest, undefined);
    });
  }

  commitAsync(): void {
    throw new Error('the sale commits after each record, and waits');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
