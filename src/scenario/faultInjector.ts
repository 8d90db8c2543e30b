import type { Kernel } from '../sim/kernel.ts';
import { unreachable } from '../sim/errors.ts';
import type { MessageFaults } from './messageFaults.ts';
import type { DurationRange, FaultAction, FaultSpec, KafkaConfig } from './scenario.ts';
import type { WorkPoints } from './workPoints.ts';

type StoreAction = Extract<FaultAction, { readonly type: 'store' }>;

/** Faults that wait for what they strike. */
const HIT_BY_HIT: ReadonlySet<FaultAction['type']> = new Set([
  'message',
  'partition-network',
  'store',
]);

/** What faults can do to the world. Names are process names of the scenario. */
export interface FaultTargets {
  crash(process: string): void;
  /** `config`: what a consumer is configured to do otherwise from now on. */
  restart(process: string, config: KafkaConfig | undefined): void;
  pause(process: string): void;
  resume(process: string): void;
  /** The consumer ends in an orderly way. */
  leave(process: string): void;
  /** A consumer starts that was not running. */
  join(process: string, config: KafkaConfig | undefined): void;
  /** Every record takes this much longer until `untilUs`. */
  slow(process: string, extra: DurationRange, untilUs: number): void;
  /** `onStruck` is called for each statement that is struck. */
  hurtStore(action: StoreAction, onStruck: () => void): void;
  addPartitions(topic: string, partitionCount: number): void;
  /** For the history. */
  onFaultInjected(fault: FaultSpec, process: string): void;
}

/**
 * Plays the fault tape: arms faults by time or at exact points of a consumer's work, and ends those
 * that last a while.
 */
export class FaultInjector {
  private readonly kernel: Kernel;
  private readonly points: WorkPoints;
  private readonly messages: MessageFaults;
  private readonly targets: FaultTargets;
  /** By process: when the last of its pauses ends. */
  private readonly pausedUntilUs = new Map<string, number>();
  /** By the number of a fault that has struck: how many messages or statements it has met. */
  private readonly hits = new Map<number, number>();
  private unfinished = 0;
  private lastChangeUs = 0;

  constructor(kernel: Kernel, points: WorkPoints, messages: MessageFaults, targets: FaultTargets) {
    this.kernel = kernel;
    this.points = points;
    this.messages = messages;
    this.targets = targets;
  }

  /**
   * Faults by time that have not struck, and effects (pauses, restarts to come) that have not
   * ended.
   */
  get unfinishedCount(): number {
    return this.unfinished;
  }

  /** When a fault last struck, struck a message, or ended; 0: none has. */
  get lastEffectUs(): number {
    return Math.max(this.lastChangeUs, this.messages.lastStruckUs);
  }

  /**
   * What a fault has met so far: of messages and statements how many, of processes and topics one;
   * 0: it is in force and has met none; null: it has not struck.
   */
  hitsOf(fault: FaultSpec): number | null {
    return this.hits.get(fault.number) ?? null;
  }

  /**
   * Arms all faults. A point that is never reached keeps no run from ending; the report names it.
   */
  arm(faults: readonly FaultSpec[]): void {
    for (const fault of faults) {
      if (fault.trigger.type === 'at') {
        this.after(fault.trigger.atUs - this.kernel.nowUs, () => this.strike(fault));
      } else {
        this.points.arm(fault.trigger, () => this.strike(fault));
      }
    }
  }

  private strike(fault: FaultSpec): void {
    const { action } = fault;
    this.lastChangeUs = this.kernel.nowUs;
    this.targets.onFaultInjected(fault, processOf(action));
    const counts = HIT_BY_HIT.has(action.type);
    this.hits.set(fault.number, counts ? 0 : 1);
    const onStruck = (): void => {
      this.hits.set(fault.number, this.hits.get(fault.number)! + 1);
    };
    switch (action.type) {
      case 'crash':
        this.pausedUntilUs.delete(action.process);
        this.targets.crash(action.process);
        if (action.restartAfterUs !== null) {
          this.after(action.restartAfterUs, () =>
            this.targets.restart(action.process, action.config),
          );
        }
        return;
      case 'restart':
        return this.targets.restart(action.process, action.config);
      case 'pause':
        return this.pause(action.process, action.forUs);
      case 'leave':
        this.targets.leave(action.process);
        if (action.rejoinAfterUs !== null) {
          this.after(action.rejoinAfterUs, () => this.targets.join(action.process, action.config));
        }
        return;
      case 'join':
        return this.targets.join(action.process, action.config);
      case 'slow':
        this.targets.slow(action.process, action.extra, this.kernel.nowUs + action.forUs);
        return this.after(action.forUs, () => undefined);
      case 'message':
        return this.messages.addMessageFault(action, onStruck);
      case 'partition-network':
        this.messages.addPartition(action, onStruck);
        return this.after(action.forUs, () => undefined);
      case 'store':
        return this.targets.hurtStore(action, onStruck);
      case 'add-partitions':
        return this.targets.addPartitions(action.topic, action.to);
      default:
        return unreachable(action);
    }
  }

  /** Of pauses that overlap the last one to end counts. */
  private pause(process: string, forUs: number): void {
    const untilUs = this.kernel.nowUs + forUs;
    this.pausedUntilUs.set(process, Math.max(untilUs, this.pausedUntilUs.get(process) ?? 0));
    this.targets.pause(process);
    this.after(forUs, () => {
      if (this.pausedUntilUs.get(process) === untilUs) this.targets.resume(process);
    });
  }

  /** Something of a fault is still to come: the run may not be called quiet before. */
  private after(delayUs: number, act: () => void): void {
    this.unfinished++;
    const run = (): void => {
      this.unfinished--;
      this.lastChangeUs = this.kernel.nowUs;
      act();
    };
    this.kernel.schedule(Math.max(delayUs, 0), run, undefined);
  }
}

/** The process a fault strikes, for the history; '' if it is none in particular. */
function processOf(action: FaultAction): string {
  switch (action.type) {
    case 'crash':
    case 'restart':
    case 'pause':
    case 'leave':
    case 'join':
    case 'slow':
      return action.process;
    case 'message':
      return action.client;
    case 'store':
      return action.process ?? '';
    case 'partition-network':
    case 'add-partitions':
      return '';
  }
}
