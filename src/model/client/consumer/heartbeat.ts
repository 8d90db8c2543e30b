import type { ExponentialBackoff } from '../exponentialBackoff.ts';
import type { MicrosecondClock } from './deadline.ts';
import { Deadline } from './deadline.ts';

/** The three intervals of group membership, in milliseconds. */
export interface HeartbeatSettings {
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly maxPollIntervalMs: number;
}

/** When to heartbeat, and when the session or the poll interval is over. Mirrors `Heartbeat`. */
export class Heartbeat {
  private readonly settings: HeartbeatSettings;
  private readonly clock: MicrosecondClock;
  private readonly backoff: ExponentialBackoff;
  private readonly heartbeatTimer: Deadline;
  private readonly sessionTimer: Deadline;
  private readonly pollTimer: Deadline;
  private failedAttempts = 0;

  constructor(settings: HeartbeatSettings, clock: MicrosecondClock, backoff: ExponentialBackoff) {
    this.settings = settings;
    this.clock = clock;
    this.backoff = backoff;
    this.heartbeatTimer = new Deadline(clock, settings.heartbeatIntervalMs * 1000);
    this.sessionTimer = new Deadline(clock, settings.sessionTimeoutMs * 1000);
    this.pollTimer = new Deadline(clock, settings.maxPollIntervalMs * 1000);
  }

  /** When the first of the three timers expires. */
  get nextDueUs(): number {
    return Math.min(this.heartbeatTimer.atUs, this.sessionTimer.atUs, this.pollTimer.atUs);
  }

  get isHeartbeatDue(): boolean {
    return this.clock.nowUs >= this.heartbeatTimer.atUs;
  }

  get isSessionExpired(): boolean {
    return this.clock.nowUs >= this.sessionTimer.atUs;
  }

  get isPollIntervalExpired(): boolean {
    return this.clock.nowUs >= this.pollTimer.atUs;
  }

  /** The application polled. `nowUs`: the time as it last saw it. */
  onPoll(nowUs: number): void {
    this.pollTimer.updateTo(nowUs);
    this.pollTimer.reset(this.settings.maxPollIntervalMs * 1000);
  }

  onSent(): void {
    this.update();
    this.heartbeatTimer.reset(this.settings.heartbeatIntervalMs * 1000);
  }

  /** A good answer, or one that shows that the coordinator counts us in. */
  onReceived(): void {
    this.update();
    this.failedAttempts = 0;
    this.sessionTimer.reset(this.settings.sessionTimeoutMs * 1000);
  }

  onFailed(): void {
    this.update();
    this.heartbeatTimer.reset(this.backoff.backoffUs(this.failedAttempts++));
  }

  /** A coordinator was found: it starts every session anew. */
  resetSession(): void {
    this.update();
    this.sessionTimer.reset(this.settings.sessionTimeoutMs * 1000);
  }

  /** The member has joined. */
  resetAll(): void {
    this.resetSession();
    this.pollTimer.reset(this.settings.maxPollIntervalMs * 1000);
    this.heartbeatTimer.reset(this.settings.heartbeatIntervalMs * 1000);
  }

  private update(): void {
    this.heartbeatTimer.update();
    this.sessionTimer.update();
    this.pollTimer.update();
  }
}
