import { nodeHost } from '../src/adapters/node/nodeHost.ts';
import { Kernel } from '../src/sim/kernel.ts';
import type { Completion } from '../src/sim/process.ts';

const PROCESSES = 12;

/**
 * The baseline of whole runs: application code that does nothing but await timers on the bare
 * kernel, one after the other, in twelve processes. What a run costs in such awaits does not depend
 * on the machine.
 */
export async function awaitedTimers(count: number): Promise<void> {
  const kernel = new Kernel(1);
  const random = kernel.random.stream('timers');
  for (let number = 0; number < PROCESSES; number++) {
    const process = kernel.createProcess(`p${number}`);
    const wait = (completion: Completion<void>): void => {
      process.schedule(random.between(200, 600), wake, completion);
    };
    process.spawn(async () => {
      for (let rest = count / PROCESSES; rest > 0; rest--) await process.call<void>('timer', wait);
    });
  }
  await kernel.run(nodeHost);
}

function wake(completion: Completion<void>): void {
  completion.succeed(undefined);
}
