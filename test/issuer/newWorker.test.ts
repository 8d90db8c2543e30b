import { describe, expect, it } from 'vitest';
import { encodeCouponRequest } from '../../src/issuer/couponRequest.ts';
import { newWorker } from '../../src/issuer/newWorker.ts';
import type { WorkerApplication, WorkerOptions } from '../../src/issuer/newWorker.ts';
import { dropsUserCouponKey } from '../../src/issuer/planted/dropsUserCouponKey.ts';
import type { IncomingRecord } from '../../src/issuer/ports.ts';
import { SimClock } from '../../src/adapters/sim/simClock.ts';
import { StoreWorld, TEST_SETTINGS } from '../adapters/sim/storeWorld.ts';
import { ScriptedConsumer, TOPIC, newRecord } from './scriptedConsumer.ts';

const OPTIONS: WorkerOptions = {
  topics: [TOPIC],
  pollTimeoutMs: 100,
  commit: 'batch-sync',
  maxAttempts: 3,
  retryBackoffMs: 50,
  deadLetterTopic: null,
  bug: null,
};

interface Run {
  readonly world: StoreWorld;
  /** `<offset> <request id> <outcome>` of each attempt. */
  readonly ends: readonly string[];
  readonly printed: readonly string[];
}

/** One worker on a process with the simulated store reads these records in two polls. */
async function runWorker(
  application: WorkerApplication,
  records: readonly IncomingRecord[],
  options: Partial<WorkerOptions> = {},
): Promise<Run> {
  const hasUserCouponKey = !dropsUserCouponKey(options.bug ?? null);
  const world = new StoreWorld({ ...TEST_SETTINGS, hasUserCouponKey });
  world.server.addCoupon('1', 30);
  const process = world.process('c1');
  const ends: string[] = [];
  const printed: string[] = [];
  const half = Math.ceil(records.length / 2);
  const polls = [
    { assigned: [0], records: records.slice(0, half) },
    { records: records.slice(half) },
  ];
  const consumer = new ScriptedConsumer([], polls);
  let started = '';
  const ports = {
    consumer,
    publisher: { publish: () => Promise.reject(new Error('nothing is published')) },
    store: world.server.clientFor(process),
    clock: new SimClock(process),
    work: () =>
      process.call<void>('work', (completion) => {
        process.schedule(10, () => completion.succeed(undefined), null);
      }),
    print: (line: string) => printed.push(line),
    telemetry: {
      handlerStarted: (_record: IncomingRecord, requestId: string) => {
        started = requestId;
      },
      handlerEnded: ({ offset }: IncomingRecord, outcome: string) => {
        ends.push(`${offset} ${started} ${outcome}`);
      },
      deadLettered: () => undefined,
    },
  };
  const worker = newWorker(application, ports, { ...OPTIONS, ...options });
  consumer.afterScript = () => worker.stop();
  process.spawn(() => worker.run());
  await world.run();
  return { world, ends, printed };
}

function requests(count: number): readonly IncomingRecord[] {
  return Array.from({ length: count }, (_, offset) => {
    const request = { requestId: `REQ-${offset}`, couponId: '1', userId: String(1000 - offset) };
    return newRecord(0, offset, encodeCouponRequest(request));
  });
}

describe('newWorker', () => {
  it('coupon-issuer: 100 requests, 30 coupons: the first 30 of the log get one', async () => {
    const { world, ends } = await runWorker('coupon-issuer', requests(100));
    expect(ends).toEqual(
      Array.from({ length: 100 }, (_, offset) => {
        return `${offset} REQ-${offset} ${offset < 30 ? 'ISSUED' : 'SOLD_OUT'}`;
      }),
    );
    expect(world.server.stockOf('1')).toBe(0);
    expect([...world.server.userCoupons()].map(({ userId }) => userId)).toEqual(
      Array.from({ length: 30 }, (_, offset) => String(1000 - offset)),
    );
    expect(world.server.resultCount).toBe(100);
  });

  it('coupon-issuer: a request that comes five times is decided once', async () => {
    const [request] = requests(1);
    const five = [0, 1, 2, 3, 4].map((offset) => ({ ...request!, offset }));
    const { world, ends } = await runWorker('coupon-issuer', five);
    expect(ends.map((end) => end.split(' ')[2])).toEqual([
      'ISSUED',
      ...Array<string>(4).fill('DUPLICATE'),
    ]);
    expect(world.server.stockOf('1')).toBe(29);
    const broken = await runWorker('coupon-issuer', five, { bug: 'no-dedupe' });
    expect(broken.world.server.stockOf('1')).toBe(25);
  });

  it('works for its own time on each attempt', async () => {
    const { world } = await runWorker('console', requests(7));
    expect(world.kernel.nowUs).toBe(70);
  });

  it('console: prints everything', async () => {
    const { printed, ends } = await runWorker('console', [newRecord(0, 5, 'hello')]);
    expect(printed).toEqual(['Partition:0\tOffset:5\tk\thello']);
    expect(ends).toEqual(['5  HANDLED']);
  });

  it('order-completed and payment-completed: check and count', async () => {
    const order = '{"orderId":1001,"products":{"101":2,"102":1}}';
    const orders = [newRecord(0, 0, order), newRecord(0, 1, order)];
    expect((await runWorker('order-completed', orders)).ends).toEqual([
      '0  HANDLED',
      '1  DUPLICATE',
    ]);
    await expect(runWorker('payment-completed', orders)).rejects.toThrow(
      /stopped at coupon-issue-request-0@0: version: is missing; there is no dead-letter topic/,
    );
  });
});
