import { invariant } from '../../../sim/errors.ts';
import type { EventHandle } from '../../../sim/eventQueue.ts';
import type { ProcessTimers } from '../../../sim/process.ts';
import { concurrentCall, ConsumerError } from './consumerError.ts';

/** A piece of consumer code that may wait: `yield*` it inside another one. */
export type Blocking<T> = Generator<undefined, T, undefined>;

/** What the innermost call of the application waits for. */
type Wait = 'nothing' | 'network' | 'sleep' | 'listener';

interface Call {
  readonly name: string;
  readonly body: Blocking<unknown>;
  readonly onDone: (error: ConsumerError | null, value: unknown) => void;
  wait: Wait;
  /** The listener to run, once the call waits for it. */
  listener: ((done: () => void) => void) | null;
  isListenerDone: boolean;
}

/**
 * The one thread of the application, on which Kafka's consumer runs its blocking calls. A call is a
 * generator that yields where the Java code blocks: for the network, for a backoff, or for a
 * rebalance listener. One call runs at a time; only a listener that has not finished may make
 * another.
 */
export class ApplicationThread {
  /** Called whenever a call begins to wait or ends: the heartbeat thread may have its turn. */
  onIdle: () => void = () => undefined;
  private readonly timers: ProcessTimers;
  private readonly calls: Call[] = [];
  private isRunning = false;
  /** When the innermost call stops waiting for the network or sleeping. */
  private wakeAtUs = Infinity;
  private timer: EventHandle = -1;
  private timerAtUs = Infinity;

  constructor(timers: ProcessTimers) {
    this.timers = timers;
  }

  /** True while code of the consumer runs on this thread at this very moment. */
  get isBusy(): boolean {
    return this.isRunning;
  }

  /** True if the innermost call waits for the network, so that arrivals are its own to handle. */
  get isWaitingForNetwork(): boolean {
    return !this.isRunning && this.top()?.wait === 'network';
  }

  /** True while a poll waits for something else than a listener: the application is not late. */
  get isWaitingInPoll(): boolean {
    const top = this.top();
    return top !== null && top.name === 'poll' && (top.wait === 'network' || top.wait === 'sleep');
  }

  /** Throws ConcurrentModificationException unless the application may call the consumer now. */
  ensureFree(name: string): void {
    const top = this.top();
    if (top === null || this.isRunning || top.wait === 'listener') return;
    throw concurrentCall(top.name, name);
  }

  /**
   * Runs a call until it first waits, and later on to its end; its exceptions go to `onDone`.
   * Throws ConcurrentModificationException if another call has not returned and waits for no
   * listener.
   */
  start<T>(
    name: string,
    body: Blocking<T>,
    onDone: (error: ConsumerError | null, value: T | null) => void,
  ): void {
    const top = this.top();
    if (top !== null && (this.isRunning || top.wait !== 'listener'))
      throw concurrentCall(top.name, name);
    this.calls.push({
      name,
      body,
      onDone: onDone as (error: ConsumerError | null, value: unknown) => void,
      wait: 'nothing',
      listener: null,
      isListenerDone: false,
    });
    this.proceed();
  }

  /**
   * Begins to wait for anything to arrive from the network, at most until `untilUs` (may be
   * Infinity). The caller yields at once.
   */
  beginNetworkWait(untilUs: number): void {
    this.top()!.wait = 'network';
    this.wakeAtUs = untilUs;
    this.armTimer();
  }

  /** Lets time pass, whatever arrives. Without time to pass, others still have their turn. */
  *sleep(durationUs: number): Blocking<void> {
    if (durationUs <= 0) return this.onIdle();
    this.top()!.wait = 'sleep';
    this.wakeAtUs = this.timers.nowUs + durationUs;
    this.armTimer();
    yield;
  }

  /** Runs a listener of the application and waits until it calls `done`. */
  *awaitListener(listener: (done: () => void) => void): Blocking<void> {
    const call = this.top()!;
    call.listener = listener;
    call.isListenerDone = false;
    call.wait = 'listener';
    yield;
  }

  /** Something arrived, or may have changed: a call that waits for the network looks again. */
  wakeFromNetwork(): void {
    if (this.isWaitingForNetwork) this.proceed();
  }

  /** Runs code that may wait to its end, where it is known not to wait. */
  runWithoutWaiting<T>(body: Blocking<T>): T {
    const step = body.next();
    invariant(step.done === true, 'a step with an expired deadline waited');
    return step.value;
  }

  /** For the timer. */
  onTimer(): void {
    this.timerAtUs = Infinity;
    if (!this.isWaitingForTime()) return;
    if (this.timers.nowUs < this.wakeAtUs) return this.armTimer();
    const call = this.top();
    this.onIdle();
    const isStillDue = this.isWaitingForTime() && this.timers.nowUs >= this.wakeAtUs;
    if (this.top() === call && isStillDue) this.proceed();
  }

  /**
   * One timer for all waits, moved only to an earlier time. Most waits end long before their
   * deadline; a timer that comes too early costs less than a new one for each wait.
   */
  private armTimer(): void {
    if (this.timerAtUs <= this.wakeAtUs) return;
    if (this.timerAtUs < Infinity) this.timers.cancel(this.timer);
    this.timerAtUs = this.wakeAtUs;
    this.timer = this.timers.schedule(this.wakeAtUs - this.timers.nowUs, onTimer, this);
  }

  private isWaitingForTime(): boolean {
    const wait = this.top()?.wait;
    return wait === 'network' || wait === 'sleep';
  }

  /** Runs the innermost call until it waits or ends. */
  private proceed(): void {
    const call = this.top()!;
    call.wait = 'nothing';
    this.isRunning = true;
    let step: IteratorResult<undefined, unknown> | null = null;
    let error: ConsumerError | null = null;
    try {
      step = call.body.next();
    } catch (thrown) {
      if (!(thrown instanceof ConsumerError)) throw thrown;
      error = thrown;
    } finally {
      this.isRunning = false;
    }
    if (step !== null && step.done !== true) return this.onWait(call);
    this.calls.pop();
    const outer = this.top();
    // A call that a listener made goes back to the listener at once, without a rest between.
    if (outer === null) this.onIdle();
    call.onDone(error, step === null ? null : step.value);
    if (outer === null || this.top() !== outer || outer.wait !== 'listener') return;
    if (outer.isListenerDone) this.proceed();
    else this.onIdle();
  }

  private onWait(call: Call): void {
    const { listener } = call;
    if (listener !== null) {
      call.listener = null;
      listener(() => this.onListenerDone(call));
    }
    if (this.top() === call && call.wait !== 'nothing') this.onIdle();
  }

  private onListenerDone(call: Call): void {
    if (call.wait !== 'listener' || call.isListenerDone) return;
    call.isListenerDone = true;
    // A call that the listener made may still run: then its end takes this one on.
    if (this.top() === call) this.proceed();
  }

  private top(): Call | null {
    return this.calls.length === 0 ? null : this.calls[this.calls.length - 1]!;
  }
}

function onTimer(thread: ApplicationThread): void {
  thread.onTimer();
}
