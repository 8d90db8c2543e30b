import { describe, expect, it } from 'vitest';
import { Kernel } from '../../../../src/sim/kernel.ts';
import type { Blocking } from '../../../../src/model/client/consumer/applicationThread.ts';
import { ApplicationThread } from '../../../../src/model/client/consumer/applicationThread.ts';
import { ConsumerError } from '../../../../src/model/client/consumer/consumerError.ts';

function newThread(): { kernel: Kernel; thread: ApplicationThread; log: string[] } {
  const kernel = new Kernel(1);
  const thread = new ApplicationThread(kernel.createProcess('c'));
  return { kernel, thread, log: [] };
}

describe('ApplicationThread', () => {
  it('runs a call that need not wait to its end at once', () => {
    const { thread, log } = newThread();
    function* body(): Blocking<number> {
      return 7;
    }
    thread.start('poll', body(), (error, value) => log.push(`${error} ${value}`));
    expect(log).toEqual(['null 7']);
  });

  it('ends a network wait with what arrives, else at its time', () => {
    const { kernel, thread, log } = newThread();
    function* body(): Blocking<void> {
      thread.beginNetworkWait(10_000);
      yield;
      log.push(`arrived at ${kernel.nowUs}`);
      thread.beginNetworkWait(10_000);
      yield;
      log.push(`timed out at ${kernel.nowUs}`);
    }
    thread.start('poll', body(), () => log.push('done'));
    kernel.schedule(4000, () => thread.wakeFromNetwork(), null);
    kernel.runSync();
    expect(log).toEqual(['arrived at 4000', 'timed out at 10000', 'done']);
  });

  it('sleeps through arrivals', () => {
    const { kernel, thread, log } = newThread();
    function* body(): Blocking<void> {
      yield* thread.sleep(5000);
      log.push(`awake at ${kernel.nowUs}`);
    }
    thread.start('commitSync', body(), () => undefined);
    kernel.schedule(1000, () => thread.wakeFromNetwork(), null);
    kernel.runSync();
    expect(log).toEqual(['awake at 5000']);
  });

  it('keeps one timer: a later deadline after an earlier wait is still met exactly', () => {
    const { kernel, thread, log } = newThread();
    function* body(): Blocking<void> {
      thread.beginNetworkWait(1000);
      yield;
      thread.beginNetworkWait(60_000);
      yield;
      log.push(`${kernel.nowUs}`);
      thread.beginNetworkWait(61_000);
      yield;
      log.push(`${kernel.nowUs}`);
    }
    thread.start('poll', body(), () => undefined);
    kernel.schedule(10, () => thread.wakeFromNetwork(), null);
    kernel.runSync();
    expect(log).toEqual(['60000', '61000']);
  });

  it('waits for a listener, which may make calls of its own', () => {
    const { kernel, thread, log } = newThread();
    let finish: () => void = () => undefined;
    function* inner(): Blocking<void> {
      yield* thread.sleep(100);
      log.push('inner');
    }
    function* outer(): Blocking<void> {
      yield* thread.awaitListener((done) => (finish = done));
      log.push('outer');
    }
    thread.start('poll', outer(), () => log.push('end'));
    thread.start('commitSync', inner(), () => finish());
    expect(log).toEqual([]);
    kernel.runSync();
    expect(log).toEqual(['inner', 'outer', 'end']);
  });

  it('a listener that is done before the call it made goes on when that call ends', () => {
    const { kernel, thread, log } = newThread();
    let finish: () => void = () => undefined;
    function* inner(): Blocking<void> {
      yield* thread.sleep(100);
      log.push('inner');
    }
    function* outer(): Blocking<void> {
      yield* thread.awaitListener((done) => (finish = done));
      log.push('outer');
    }
    thread.start('poll', outer(), () => log.push('end'));
    thread.start('commitSync', inner(), () => log.push('committed'));
    finish();
    finish();
    kernel.runSync();
    expect(log).toEqual(['inner', 'committed', 'outer', 'end']);
  });

  it('refuses a call while another waits', () => {
    const { thread } = newThread();
    function* body(): Blocking<void> {
      thread.beginNetworkWait(1000);
      yield;
    }
    thread.start('poll', body(), () => undefined);
    expect(() => thread.start('commitSync', body(), () => undefined)).toThrow(ConsumerError);
    expect(() => thread.ensureFree('pause')).toThrow('pause called before poll returned');
  });

  it('hands exceptions of the consumer to the caller, and nothing else', () => {
    const { thread, log } = newThread();
    function* failing(error: Error): Blocking<void> {
      throw error;
    }
    const onDone = (error: ConsumerError | null): void => void log.push(error?.name ?? 'none');
    thread.start('poll', failing(new ConsumerError('CommitFailedException', 'x')), onDone);
    expect(log).toEqual(['CommitFailedException']);
    expect(() => thread.start('poll', failing(new TypeError('a bug')), onDone)).toThrow('a bug');
  });
});
