import type { EventHandle, EventHandler } from './eventQueue.ts';
import type { Kernel } from './kernel.ts';

/** The only handle application code and models have on time: timers that die with their process. */
export interface ProcessTimers {
  /** The virtual time in integer microseconds. */
  readonly nowUs: number;
  /**
   * Runs `handler(argument)` after `delayUs` (integer, >= 0), unless the process crashes before.
   */
  schedule<A>(delayUs: number, handler: EventHandler<A>, argument: A): EventHandle;
  /** Takes a timer back. False if it has run already. */
  cancel(handle: EventHandle): boolean;
}

/**
 * Settles one port call at the present virtual time. Calls after the first, or after a crash, do
 * nothing.
 */
export interface Completion<T> {
  succeed(value: T): void;
  fail(error: Error): void;
}

/** `running` executes; `paused` is alive but executes nothing (a long GC); `crashed` is gone. */
export type ProcessState = 'running' | 'paused' | 'crashed';

/** A port call that has not been answered. For the report of what is still pending. */
export interface PendingCall {
  readonly port: string;
  readonly sinceUs: number;
}

/**
 * A simulated machine process: it owns timers and tasks, and loses them all when it crashes.
 *
 * A crash raises the epoch. Promises of the old epoch stay pending for ever, so that neither their
 * continuations nor their `finally` blocks run, as on a dead machine. A pause keeps everything and
 * delivers it late, in order: that is how zombies are made.
 */
export class SimProcess implements ProcessTimers {
  readonly name: string;
  private readonly kernel: Kernel;
  private currentEpoch = 0;
  private currentState: ProcessState = 'running';
  private runningTasks = 0;
  /** The port calls that are not answered, linked in order of their making. */
  private oldestCall: PortCall<unknown> | null = null;
  private newestCall: PortCall<unknown> | null = null;
  private readonly held: { handler: EventHandler<unknown>; argument: unknown }[] = [];
  private readonly crashListeners: (() => void)[] = [];

  /** Made by `Kernel.createProcess`. */
  constructor(kernel: Kernel, name: string) {
    this.kernel = kernel;
    this.name = name;
  }

  get nowUs(): number {
    return this.kernel.nowUs;
  }

  /** How often the process has crashed. */
  get epoch(): number {
    return this.currentEpoch;
  }

  get state(): ProcessState {
    return this.currentState;
  }

  schedule<A>(delayUs: number, handler: EventHandler<A>, argument: A): EventHandle {
    return this.kernel.schedule(
      delayUs,
      runTimer,
      new ProcessTimer(this, this.currentEpoch, handler, argument),
    );
  }

  cancel(handle: EventHandle): boolean {
    return this.kernel.cancel(handle);
  }

  /** Runs the handler now; when paused, at resume and in order; when crashed, never. */
  deliver<A>(handler: EventHandler<A>, argument: A): void {
    if (this.currentState === 'running') handler(argument);
    else if (this.currentState === 'paused') {
      this.held.push({ handler: handler as EventHandler<unknown>, argument });
    }
  }

  /** Starts a task of application code. It runs at once, up to its first wait on a port. */
  spawn(body: () => Promise<void>): void {
    if (this.currentState === 'crashed') return;
    const epoch = this.currentEpoch;
    this.runningTasks++;
    this.kernel.touch(this);
    body().then(
      () => {
        if (epoch === this.currentEpoch) this.runningTasks--;
      },
      (error: unknown) => {
        if (epoch === this.currentEpoch) this.kernel.failRun(this, error);
      },
    );
  }

  /**
   * The only way application code may wait: `start` begins the work and settles the completion at
   * some virtual time. `port` names the call in reports.
   */
  call<T>(port: string, start: (completion: Completion<T>) => void): Promise<T> {
    const call = new PortCall<T>(this, this.currentEpoch, port, this.kernel.nowUs);
    if (this.currentState === 'crashed') return call.promise;
    this.link(call as PortCall<unknown>);
    // A process that was paused in the middle of its own code gets no further than its next call.
    if (this.currentState === 'running') start(call);
    else this.held.push({ handler: start as EventHandler<unknown>, argument: call });
    return call.promise;
  }

  /** The process dies now: timers, tasks and calls in flight are lost without a trace. */
  crash(): void {
    if (this.currentState === 'crashed') return;
    this.currentState = 'crashed';
    this.currentEpoch++;
    this.runningTasks = 0;
    this.oldestCall = null;
    this.newestCall = null;
    this.held.length = 0;
    for (const listener of [...this.crashListeners]) listener();
  }

  /** A new incarnation of a crashed process; it starts empty. */
  restart(): void {
    if (this.currentState === 'crashed') this.currentState = 'running';
  }

  /** Stops executing. Everything that becomes due waits for `resume`. */
  pause(): void {
    if (this.currentState === 'running') this.currentState = 'paused';
  }

  /** Goes on after `pause`; what became due meanwhile runs now, in order. */
  resume(): void {
    if (this.currentState !== 'paused') return;
    this.currentState = 'running';
    const late = this.held.splice(0);
    for (let index = 0; index < late.length; index++) {
      const entry = late[index]!;
      // A handler may pause or crash the process again.
      if (this.currentState === 'running') entry.handler(entry.argument);
      else if (this.currentState === 'paused') this.held.push(entry);
    }
  }

  /** Calls `listener` at each crash, after timers and tasks are gone. */
  onCrash(listener: () => void): void {
    this.crashListeners.push(listener);
  }

  /** Port calls that wait for an answer, oldest first. */
  pendingCalls(): readonly PendingCall[] {
    const calls: PendingCall[] = [];
    for (let call = this.oldestCall; call !== null; call = call.newer) calls.push(call);
    return calls;
  }

  /** True while tasks run and none of them waits on a port. */
  get hasEscaped(): boolean {
    return this.runningTasks > 0 && this.oldestCall === null && this.currentState === 'running';
  }

  /** For PortCall: the call is answered. */
  endCall(call: PortCall<unknown>): void {
    const { older, newer } = call;
    if (older === null) this.oldestCall = newer;
    else older.newer = newer;
    if (newer === null) this.newestCall = older;
    else newer.older = older;
    // An ended call that is not collected yet must not keep those after it from being collected.
    call.older = null;
    call.newer = null;
    this.kernel.touch(this);
  }

  private link(call: PortCall<unknown>): void {
    const newest = this.newestCall;
    call.older = newest;
    if (newest === null) this.oldestCall = call;
    else newest.newer = call;
    this.newestCall = call;
  }
}

class ProcessTimer {
  readonly process: SimProcess;
  readonly epoch: number;
  readonly handler: EventHandler<unknown>;
  readonly argument: unknown;

  constructor(process: SimProcess, epoch: number, handler: EventHandler<never>, argument: unknown) {
    this.process = process;
    this.epoch = epoch;
    this.handler = handler as EventHandler<unknown>;
    this.argument = argument;
  }
}

function runTimer(timer: ProcessTimer): void {
  if (timer.epoch !== timer.process.epoch) return;
  timer.process.deliver(timer.handler, timer.argument);
}

class PortCall<T> implements Completion<T>, PendingCall {
  readonly promise: Promise<T>;
  readonly port: string;
  readonly sinceUs: number;
  /** Neighbours among the pending calls of the process. */
  older: PortCall<unknown> | null = null;
  newer: PortCall<unknown> | null = null;
  private readonly process: SimProcess;
  private readonly epoch: number;
  private resolve!: (value: T) => void;
  private reject!: (error: Error) => void;
  private settled = false;

  constructor(process: SimProcess, epoch: number, port: string, sinceUs: number) {
    this.process = process;
    this.epoch = epoch;
    this.port = port;
    this.sinceUs = sinceUs;
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  succeed(value: T): void {
    if (this.settled || this.epoch !== this.process.epoch) return;
    this.settled = true;
    if (this.process.state === 'running') this.finish(value);
    else this.process.deliver((late: T) => this.finish(late), value);
  }

  fail(error: Error): void {
    if (this.settled || this.epoch !== this.process.epoch) return;
    this.settled = true;
    if (this.process.state === 'running') this.finishWithError(error);
    else this.process.deliver((late: Error) => this.finishWithError(late), error);
  }

  private finish(value: T): void {
    this.process.endCall(this as PortCall<unknown>);
    this.resolve(value);
  }

  private finishWithError(error: Error): void {
    this.process.endCall(this as PortCall<unknown>);
    this.reject(error);
  }
}
