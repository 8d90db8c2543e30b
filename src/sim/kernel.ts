import { Digest } from './digest.ts';
import { EscapeError, SimulationFailure } from './errors.ts';
import type { EventHandle, EventHandler } from './eventQueue.ts';
import { EventQueue } from './eventQueue.ts';
import type { Host } from './host.ts';
import { SimProcess } from './process.ts';
import { RandomStreams } from './randomStream.ts';

/** When a run stops although events are pending. */
export interface RunLimits {
  /** Stop before the first event later than this virtual time, and set the clock to it. */
  readonly untilUs?: number;
  /** Stop after the event that makes this true. Asked after every event, so it must be cheap. */
  readonly until?: () => boolean;
  /** Stop with a SimulationFailure after this many events: a guard against endless loops. */
  readonly eventLimit?: number;
}

/** Why a run stopped: nothing left to do, the time limit, or the condition. */
export type StopReason = 'idle' | 'time' | 'condition';

/**
 * The deterministic kernel: one clock, one queue, one loop.
 *
 * Time is an integer count of microseconds. Events run in the order (time, insertion). After an
 * event that settled a promise of application code, the kernel waits until every task is done or
 * blocked on a port again, then takes the next event; events that touch no task pay nothing for
 * promises.
 */
export class Kernel {
  readonly random: RandomStreams;
  readonly digest = new Digest();
  /** Called after every event (and after the tasks it woke came to rest), for invariants. */
  afterEvent: (() => void) | null = null;
  private readonly queue = new EventQueue();
  private readonly processes = new Map<string, SimProcess>();
  private currentUs = 0;
  private runEvents = 0;
  private readonly touched: SimProcess[] = [];
  private failure: Error | null = null;

  constructor(seed: number) {
    this.random = new RandomStreams(seed);
  }

  /** The virtual time in integer microseconds since the start of the run. */
  get nowUs(): number {
    return this.currentUs;
  }

  /** How many events have run. */
  get eventCount(): number {
    return this.runEvents;
  }

  /** How many events are pending. */
  get pendingCount(): number {
    return this.queue.pendingCount;
  }

  /** Runs `handler(argument)` after `delayUs` microseconds (integer, >= 0). */
  schedule<A>(delayUs: number, handler: EventHandler<A>, argument: A): EventHandle {
    // Not `% 1`, which is slow for what is not a small integer.
    if (!(delayUs >= 0 && delayUs < Infinity) || Math.floor(delayUs) !== delayUs)
      throw this.badDelay(delayUs);
    return this.queue.push(this.currentUs + delayUs, handler, argument);
  }

  /** Takes a scheduled event back. False if it has run already. */
  cancel(handle: EventHandle): boolean {
    return this.queue.cancel(handle);
  }

  /** Makes a process. Names are unique within a run. */
  createProcess(name: string): SimProcess {
    if (this.processes.has(name))
      throw new SimulationFailure(`two processes named ${name}`, this.currentUs);
    const process = new SimProcess(this, name);
    this.processes.set(name, process);
    return process;
  }

  /** The process of this name, if there is one. */
  findProcess(name: string): SimProcess | undefined {
    return this.processes.get(name);
  }

  /** All processes in order of making. */
  allProcesses(): Iterable<SimProcess> {
    return this.processes.values();
  }

  /** For SimProcess: tasks of this process may run before the next event. */
  touch(process: SimProcess): void {
    this.touched.push(process);
  }

  /** For SimProcess: a task ended with an error that nobody handled; the run fails with it. */
  failRun(process: SimProcess, error: unknown): void {
    if (this.failure !== null) return;
    if (error instanceof SimulationFailure) this.failure = error;
    else {
      const text = error instanceof Error ? error.message : String(error);
      this.failure = new SimulationFailure(
        `a task of ${process.name} failed: ${text}`,
        this.currentUs,
        {
          cause: error,
        },
      );
    }
  }

  /** Runs events until a limit is reached or nothing is pending. Rejects with what failed. */
  run(host: Host, limits: RunLimits = {}): Promise<StopReason> {
    return new Promise<StopReason>((resolve, reject) => {
      const settled = Promise.resolve();
      const turn = (): void => {
        try {
          this.checkTouched(host);
          const stop = this.runUntilTouched(limits);
          if (stop === null) void settled.then(drain);
          else resolve(stop);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const drain = (): void => host.afterMicrotasks(turn);
      // Entered from a promise continuation: only then does the host's queue run after all others.
      void settled.then(drain);
    });
  }

  /** Runs like `run`, for worlds without application tasks; touching one is an error. */
  runSync(limits: RunLimits = {}): StopReason {
    const stop = this.runUntilTouched(limits);
    if (stop === null)
      throw new SimulationFailure('runSync met a task of application code', this.currentUs);
    return stop;
  }

  private badDelay(delayUs: number): SimulationFailure {
    const text = `delay is not a whole number of microseconds: ${delayUs}`;
    return new SimulationFailure(text, this.currentUs);
  }

  /** Tasks have come to rest: look for failures and for waits the kernel does not own. */
  private checkTouched(host: Host): void {
    if (this.touched.length === 0) return;
    if (this.failure !== null) throw this.failure;
    const { touched } = this;
    for (let index = 0; index < touched.length; index++) {
      const process = touched[index]!;
      if (process.hasEscaped) {
        throw new EscapeError(process.name, this.currentUs, host.foreignWork?.() ?? []);
      }
    }
    // One by one, which keeps the memory of the list for the next time.
    while (touched.length > 0) touched.pop();
    if (this.afterEvent !== null) this.afterEvent();
  }

  private runUntilTouched(limits: RunLimits): StopReason | null {
    const { queue, touched, digest } = this;
    const until = limits.until;
    const untilUs = limits.untilUs ?? Infinity;
    const eventLimit = limits.eventLimit ?? Infinity;
    for (;;) {
      if (touched.length > 0) return null;
      if (until !== undefined && until()) return 'condition';
      const timeUs = queue.nextTimeUs();
      if (timeUs < 0) return 'idle';
      if (timeUs > untilUs) {
        this.currentUs = untilUs;
        return 'time';
      }
      this.currentUs = timeUs;
      digest.mixWord(timeUs | 0);
      if (++this.runEvents > eventLimit) {
        throw new SimulationFailure(`more than ${eventLimit} events: an endless loop?`, timeUs);
      }
      queue.popAndRun();
      if (touched.length === 0 && this.afterEvent !== null) this.afterEvent();
    }
  }
}
