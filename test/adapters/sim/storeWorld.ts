import { nodeHost } from '../../../src/adapters/node/nodeHost.ts';
import { SimCouponStore } from '../../../src/adapters/sim/simCouponStore.ts';
import type { SimStoreSettings, StoreEffect } from '../../../src/adapters/sim/simCouponStore.ts';
import type { StoreFault } from '../../../src/adapters/sim/store/storeFaults.ts';
import type { CouponStore, IncomingRecord, RecordPosition } from '../../../src/issuer/ports.ts';
import { StoreError } from '../../../src/issuer/ports.ts';
import { Kernel } from '../../../src/sim/kernel.ts';
import type { SimProcess } from '../../../src/sim/process.ts';

/** Statements take 100 us, a commit 1000 us: expected times can be told by heart. */
export const TEST_SETTINGS: SimStoreSettings = {
  latency: { statement: { minUs: 100, maxUs: 100 }, commit: { minUs: 1000, maxUs: 1000 } },
  poolSize: 4,
};

/** A kernel with a coupon store, and a log of what happened when. */
export class StoreWorld {
  readonly kernel: Kernel;
  readonly server: SimCouponStore;
  readonly effects: StoreEffect[] = [];
  /** `<time in us> <text>`, in order. */
  readonly log: string[] = [];

  constructor(settings: SimStoreSettings = TEST_SETTINGS, seed = 1) {
    this.kernel = new Kernel(seed);
    this.server = new SimCouponStore(this.kernel, settings);
    this.server.onEffect = (effect) => this.effects.push(effect);
  }

  process(name: string): SimProcess {
    return this.kernel.findProcess(name) ?? this.kernel.createProcess(name);
  }

  /** Runs a task of a process at a time. */
  at(timeUs: number, name: string, body: (store: CouponStore) => Promise<void>): void {
    const process = this.process(name);
    const store = this.server.clientFor(process);
    this.kernel.schedule(timeUs, () => process.spawn(() => body(store)), null);
  }

  /** Does something to the world at a time. */
  when(timeUs: number, act: () => void): void {
    this.kernel.schedule(timeUs, act, null);
  }

  note(text: string): void {
    this.log.push(`${this.kernel.nowUs} ${text}`);
  }

  async run(): Promise<void> {
    await this.kernel.run(nodeHost);
  }
}

/** A fault that strikes everybody without end, with some fields changed. */
export function newFault(changes: Partial<StoreFault>): StoreFault {
  const extra = { minUs: 0, maxUs: 0 };
  return { effect: 'unavailable', process: null, count: 0, forUs: 0, extra, ...changes };
}

/** An offset of the topic's first partition. */
export function origin(offset: number): RecordPosition {
  return { topic: 'coupon-issue-request', partition: 0, offset };
}

/** The record at an offset of the topic's first partition, without content. */
export function record(offset: number): IncomingRecord {
  return { ...origin(offset), key: null, value: null, headers: [], timestampMs: 0 };
}

/** The code of the StoreError that the promise rejects with; `none` if it resolves. */
export async function storeCodeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
}
