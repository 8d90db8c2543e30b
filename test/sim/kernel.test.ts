import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../src/adapters/node/nodeHost.ts';
import { EscapeError, SimulationFailure } from '../../src/sim/errors.ts';
import { Kernel } from '../../src/sim/kernel.ts';
import type { SimProcess } from '../../src/sim/process.ts';

function sleep(process: SimProcess, delayUs: number): Promise<void> {
  return process.call<void>('sleep', (completion) => {
    process.schedule(delayUs, () => completion.succeed(undefined), undefined);
  });
}

async function deep(depth: number, wait: () => Promise<void>): Promise<void> {
  if (depth === 0) return wait();
  await deep(depth - 1, wait);
}

describe('Kernel', () => {
  it('advances virtual time only, and stops when nothing is pending', () => {
    const kernel = new Kernel(1);
    const times: number[] = [];
    kernel.schedule(3_600_000_000, () => times.push(kernel.nowUs), undefined);
    kernel.schedule(5, () => times.push(kernel.nowUs), undefined);
    expect(kernel.runSync()).toBe('idle');
    expect(times).toEqual([5, 3_600_000_000]);
  });

  it('stops before the first event beyond the time limit, and at a condition', () => {
    const kernel = new Kernel(1);
    let ran = 0;
    for (const at of [10, 20, 30]) kernel.schedule(at, () => ran++, undefined);
    expect(kernel.runSync({ untilUs: 20 })).toBe('time');
    expect([ran, kernel.nowUs]).toEqual([2, 20]);
    expect(kernel.runSync({ until: () => ran === 3 })).toBe('condition');
  });

  it('refuses delays that are not whole numbers of microseconds', () => {
    const kernel = new Kernel(1);
    for (const delay of [-1, 0.5, NaN, Infinity]) {
      expect(() => kernel.schedule(delay, () => undefined, undefined)).toThrow(SimulationFailure);
    }
  });

  it('guards against endless loops', () => {
    const kernel = new Kernel(1);
    const again = (): void => void kernel.schedule(0, again, undefined);
    again();
    expect(() => kernel.runSync({ eventLimit: 1000 })).toThrow(/more than 1000 events/);
  });

  it('lets a task of any depth come to rest before the next event', async () => {
    const kernel = new Kernel(1);
    const process = kernel.createProcess('p');
    const seen: string[] = [];
    process.spawn(async () => {
      await deep(200, () => sleep(process, 10));
      seen.push(`task at ${kernel.nowUs}`);
      await Promise.all([sleep(process, 5), deep(50, () => sleep(process, 7))]);
      seen.push(`both at ${kernel.nowUs}`);
    });
    kernel.schedule(10, () => seen.push('event at 10'), undefined);
    kernel.schedule(11, () => seen.push('event at 11'), undefined);
    expect(await kernel.run(nodeHost)).toBe('idle');
    // The plain event was scheduled after the sleep, for the same time.
    expect(seen).toEqual(['task at 10', 'event at 10', 'event at 11', 'both at 17']);
  });

  it('runs two simulations interleaved in one thread as if each were alone', async () => {
    const runOne = async (seed: number): Promise<string> => {
      const kernel = new Kernel(seed);
      const order: string[] = [];
      const random = kernel.random.stream('delays');
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        const process = kernel.createProcess(name);
        process.spawn(async () => {
          for (let round = 0; round < 20; round++) await sleep(process, random.between(1, 50));
          order.push(`${name}@${kernel.nowUs}`);
        });
      }
      await kernel.run(nodeHost);
      return `${order.join(' ')} ${kernel.digest.toHex()}`;
    };
    const alone = [await runOne(7), await runOne(8)];
    const together = await Promise.all([runOne(7), runOne(8)]);
    expect(together).toEqual(alone);
    expect(alone[0]).not.toBe(alone[1]);
  });

  it('fails the run with the error of a task, naming the process', async () => {
    const kernel = new Kernel(1);
    const process = kernel.createProcess('worker-1');
    process.spawn(async () => {
      await sleep(process, 3);
      throw new TypeError('no such field');
    });
    await expect(kernel.run(nodeHost)).rejects.toThrow('a task of worker-1 failed: no such field');
  });

  it('tells at once when a task waits on something the kernel does not own', async () => {
    const kernel = new Kernel(1);
    const process = kernel.createProcess('issuer-1');
    let leave: (() => void) | undefined;
    process.spawn(async () => {
      await sleep(process, 5);
      await new Promise<void>((resolve) => (leave = resolve));
    });
    kernel.schedule(1_000_000, () => undefined, undefined);
    const failure = await kernel.run(nodeHost).catch((error: unknown) => error);
    leave?.();
    expect(failure).toBeInstanceOf(EscapeError);
    expect((failure as EscapeError).processName).toBe('issuer-1');
    expect((failure as EscapeError).atUs).toBe(5);
  });

  it('names the timer that a task waits on', async () => {
    const kernel = new Kernel(1);
    const process = kernel.createProcess('issuer-1');
    let timer: ReturnType<typeof setTimeout> | undefined;
    process.spawn(() => new Promise<void>((resolve) => (timer = setTimeout(resolve, 60_000))));
    await expect(kernel.run(nodeHost)).rejects.toThrow(/resources: .*Timeout/);
    clearTimeout(timer);
  });
});

describe('SimProcess', () => {
  it('loses timers, tasks and finally blocks in a crash, and starts empty again', async () => {
    const kernel = new Kernel(1);
    const process = kernel.createProcess('p');
    const seen: string[] = [];
    process.spawn(async () => {
      try {
        await sleep(process, 10);
        seen.push('continued');
      } finally {
        seen.push('finally');
      }
    });
    process.schedule(10, () => seen.push('timer'), undefined);
    kernel.schedule(5, () => process.crash(), undefined);
    kernel.schedule(
      20,
      () => {
        process.restart();
        process.spawn(async () => {
          await sleep(process, 1);
          seen.push(`second life at ${kernel.nowUs}`);
        });
      },
      undefined,
    );
    await kernel.run(nodeHost);
    expect(seen).toEqual(['second life at 21']);
    expect(process.epoch).toBe(1);
  });

  it('does late, and in order, what became due while it was paused', async () => {
    const kernel = new Kernel(1);
    const process = kernel.createProcess('p');
    const seen: string[] = [];
    process.spawn(async () => {
      await sleep(process, 10);
      seen.push(`task ${kernel.nowUs}`);
      await sleep(process, 10);
      seen.push(`task ${kernel.nowUs}`);
    });
    process.schedule(11, () => seen.push(`timer ${kernel.nowUs}`), undefined);
    kernel.schedule(5, () => process.pause(), undefined);
    kernel.schedule(100, () => process.resume(), undefined);
    await kernel.run(nodeHost);
    expect(seen).toEqual(['timer 100', 'task 100', 'task 110']);
  });

  it('sends nothing more out when it is paused in the middle of its own code', async () => {
    const kernel = new Kernel(1);
    const process = kernel.createProcess('p');
    const started: number[] = [];
    process.spawn(async () => {
      process.pause();
      await process.call<void>('port', (completion) => {
        started.push(kernel.nowUs);
        completion.succeed(undefined);
      });
    });
    kernel.schedule(50, () => process.resume(), undefined);
    await kernel.run(nodeHost);
    expect(started).toEqual([50]);
  });

  it('lists calls that are still pending, with their port and time', async () => {
    const kernel = new Kernel(1);
    const process = kernel.createProcess('p');
    process.spawn(async () => {
      await sleep(process, 4);
      await process.call<void>('store SELECT', () => undefined);
    });
    await kernel.run(nodeHost);
    expect(process.pendingCalls().map(({ port, sinceUs }) => [port, sinceUs])).toEqual([
      ['store SELECT', 4],
    ]);
  });
});
