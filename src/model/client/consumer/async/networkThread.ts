import type { EventHandle } from '../../../../sim/eventQueue.ts';
import type { ProcessTimers } from '../../../../sim/process.ts';
import type { ClientMetadata } from '../../clientMetadata.ts';
import type { ApplicationThread, Blocking } from '../applicationThread.ts';
import { ConsumerError, timedOut } from '../consumerError.ts';
import type { Deadline } from '../deadline.ts';
import type { RequestFuture } from '../requestFuture.ts';
import type { AsyncNetwork } from './asyncNetwork.ts';

const LONGEST_WAIT_US = 5_000_000;

/** A part of the consumer that sends requests when the network thread asks it to. */
export interface RequestManager {
  /** Queues what is due. Returns after how long it must be asked again, at the latest. */
  poll(): number;
  /** Queues the last requests of a consumer that closes. */
  pollOnClose?(): void;
  /** How long the application may wait in a poll before it must look again. */
  maximumTimeToWaitUs?(): number;
}

/**
 * The network thread of an asynchronous consumer. Mirrors `ConsumerNetworkThread`: it works off
 * what the application asks for, lets each request manager queue its requests, sends them and
 * handles answers. It is infinitely fast: whenever there is something to do, it does all of it at
 * once.
 *
 * Simplified: where Kafka's thread spins, because a heartbeat or a lookup is not answered, this one
 * waits for the answer.
 */
export class NetworkThread {
  private readonly timers: ProcessTimers;
  private readonly network: AsyncNetwork;
  private readonly metadata: ClientMetadata;
  private readonly thread: ApplicationThread;
  private readonly retryBackoffUs: number;
  private managers: readonly RequestManager[] = [];
  private tasks: (() => void)[] = [];
  private tracked: { readonly future: RequestFuture<void>; readonly deadlineUs: number }[] = [];
  private isRunning = false;
  private isClosing = false;
  private wakeAtUs = Infinity;
  private timer: EventHandle = -1;
  private timerAtUs = Infinity;
  private cachedTimeToWaitUs = LONGEST_WAIT_US;

  constructor(
    timers: ProcessTimers,
    network: AsyncNetwork,
    metadata: ClientMetadata,
    thread: ApplicationThread,
    retryBackoffUs: number,
  ) {
    this.timers = timers;
    this.network = network;
    this.metadata = metadata;
    this.thread = thread;
    this.retryBackoffUs = retryBackoffUs;
    network.onArrival = () => {
      if (this.isClosing) this.thread.wakeFromNetwork();
      else this.run();
    };
  }

  /** How long the application may wait in a poll, as the thread last saw it. */
  get maximumTimeToWaitUs(): number {
    return this.cachedTimeToWaitUs;
  }

  /** The managers in the order in which they are asked. */
  start(managers: readonly RequestManager[]): void {
    this.managers = managers;
  }

  /** Does something on this thread, as soon as it is its turn (`ApplicationEventHandler.add`). */
  submit(task: () => void): void {
    this.tasks.push(task);
    this.run();
  }

  /** As `submit`; the future fails if it is not settled by the deadline. */
  submitUntil(deadlineUs: number, future: RequestFuture<void>, task: () => void): void {
    this.submit(() => {
      this.tracked.push({ future, deadlineUs });
      task();
    });
  }

  /** Works until there is nothing left but to wait. */
  run(): void {
    if (this.isRunning || this.isClosing) return;
    this.isRunning = true;
    for (let idle = 0; idle < 2; idle++) {
      const { activity } = this.network;
      const { updateCount } = this.metadata;
      const waitUs = this.runOnce();
      if (this.tasks.length > 0 || this.network.hasArrivals || this.network.activity > activity)
        idle = -1;
      else if (waitUs > 0 && this.metadata.updateCount === updateCount) break;
    }
    this.isRunning = false;
    this.armTimer();
    this.thread.wakeFromNetwork();
  }

  /** Runs if something is due now. */
  runIfDue(): void {
    if (this.timers.nowUs >= this.wakeAtUs) this.run();
  }

  /** Sends the last requests, and waits for what is in flight until the deadline (`cleanup`). */
  *close(deadline: Deadline): Blocking<void> {
    this.isClosing = true;
    for (const manager of this.managers) manager.pollOnClose?.();
    while (this.network.hasPendingRequests) {
      this.network.trySend();
      if (!this.network.hasArrivals && deadline.remainingUs > 0) {
        const waitUs = this.network.hasUnsent
          ? Math.min(this.retryBackoffUs, deadline.remainingUs)
          : deadline.remainingUs;
        this.thread.beginNetworkWait(this.timers.nowUs + waitUs);
        yield;
      }
      this.network.receive(true);
      deadline.update();
      if (deadline.isExpired) break;
    }
  }

  /** For the timer. */
  onTimer(): void {
    this.timerAtUs = Infinity;
    if (this.isClosing) return;
    if (this.timers.nowUs < this.wakeAtUs) this.armTimer();
    else this.run();
  }

  /** Returns how long it would wait for the network. */
  private runOnce(): number {
    this.runTasks();
    let waitUs = LONGEST_WAIT_US;
    for (const manager of this.managers) waitUs = Math.min(waitUs, manager.poll());
    this.network.trySend();
    if (this.network.hasUnsent) waitUs = Math.min(waitUs, this.retryBackoffUs);
    this.network.receive(false);
    this.wakeAtUs = this.timers.nowUs + Math.max(waitUs, 0);
    let timeToWaitUs = Infinity;
    for (const manager of this.managers)
      timeToWaitUs = Math.min(timeToWaitUs, manager.maximumTimeToWaitUs?.() ?? Infinity);
    this.cachedTimeToWaitUs = timeToWaitUs;
    this.failExpired();
    return waitUs;
  }

  private runTasks(): void {
    if (this.tasks.length === 0) return;
    const { tasks } = this;
    this.tasks = [];
    for (const task of tasks) {
      try {
        task();
      } catch (error) {
        // Kafka's thread logs it and goes on.
        if (!(error instanceof ConsumerError)) throw error;
      }
    }
  }

  private failExpired(): void {
    if (this.tracked.length === 0) return;
    const { nowUs } = this.timers;
    const expired = this.tracked.filter(({ deadlineUs }) => nowUs >= deadlineUs);
    this.tracked = this.tracked.filter(
      ({ future, deadlineUs }) => !future.isDone && nowUs < deadlineUs,
    );
    for (const { future } of expired) future.raise(timedOut('the call did not end in time'));
  }

  /** Moved only to an earlier time: one that comes too early costs less than a new one each run. */
  private armTimer(): void {
    const atUs = Math.max(this.wakeAtUs, this.timers.nowUs + 1);
    if (this.timerAtUs <= atUs) return;
    if (this.timerAtUs < Infinity) this.timers.cancel(this.timer);
    this.timerAtUs = atUs;
    this.timer = this.timers.schedule(atUs - this.timers.nowUs, onTimer, this);
  }
}

function onTimer(thread: NetworkThread): void {
  thread.onTimer();
}
