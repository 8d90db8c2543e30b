import type { FaultAction, FaultSpec, FaultTrigger } from '../scenario/scenario.ts';
import { unreachable } from '../sim/errors.ts';
import type { RealTargets } from './realTargets.ts';
import type { RunTimers } from './runTimers.ts';

/**
 * Plays the fault tape on real processes, as FaultInjector does on simulated ones: strikes by time
 * or at exact points of a consumer's work, and ends what lasts a while.
 */
export class FaultPlayer {
  private readonly timers: RunTimers;
  private readonly targets: RealTargets;
  /** By process: when the last of its pauses ends. */
  private readonly pausedUntilUs = new Map<string, number>();
  private unfinished = 0;
  private lastChangeUs = 0;

  constructor(timers: RunTimers, targets: RealTargets) {
    this.timers = timers;
    this.targets = targets;
  }

  /** Faults by time that have not struck, and effects that have not ended. */
  get unfinishedCount(): number {
    return this.unfinished;
  }

  /** When a fault last struck or ended; 0: none has. */
  get lastEffectUs(): number {
    return Math.max(this.lastChangeUs, this.targets.lastStruckUs);
  }

  /** Lets those faults wait that strike at exact points. `armPoint` calls back at the point. */
  armPoints(
    faults: readonly FaultSpec[],
    armPoint: (trigger: FaultTrigger & { readonly type: 'point' }, strike: () => void) => void,
  ): void {
    for (const fault of faults) {
      if (fault.trigger.type === 'point') armPoint(fault.trigger, () => this.strike(fault));
    }
  }

  /** The run has begun: those that strike by time will do so. */
  begin(faults: readonly FaultSpec[]): void {
    for (const fault of faults) {
      if (fault.trigger.type !== 'at') continue;
      this.after(fault.trigger.atUs - this.timers.nowUs, () => this.strike(fault));
    }
  }

  private strike(fault: FaultSpec): void {
    const { targets, timers } = this;
    const { action } = fault;
    this.lastChangeUs = timers.nowUs;
    targets.onFaultInjected(fault, struckProcess(action));
    switch (action.type) {
      case 'crash':
        this.pausedUntilUs.delete(action.process);
        targets.crash(action.process);
        if (action.restartAfterUs !== null) targets.prepareReturn(action.process, action.config);
        return this.maybeAfter(action.restartAfterUs, () => {
          targets.restart(action.process, action.config);
        });
      case 'restart':
        return targets.restart(action.process, action.config);
      case 'pause':
        return this.pause(action.process, action.forUs);
      case 'leave':
        targets.leave(action.process);
        if (action.rejoinAfterUs !== null) targets.prepareReturn(action.process, action.config);
        return this.maybeAfter(action.rejoinAfterUs, () => {
          targets.join(action.process, action.config);
        });
      case 'join':
        return targets.join(action.process, action.config);
      case 'slow':
        targets.slow(action.process, action.extra, timers.nowUs + action.forUs);
        return this.after(action.forUs, () => undefined);
      case 'message':
        return targets.strikeMessages(action);
      case 'partition-network':
        targets.isolate(action);
        return this.after(action.forUs, () => undefined);
      case 'store':
        return targets.hurtStore(action);
      case 'add-partitions':
        return targets.addPartitions(action.topic, action.to);
      default:
        return unreachable(action);
    }
  }

  /** Of pauses that overlap the last one to end counts. */
  private pause(process: string, forUs: number): void {
    const untilUs = this.timers.nowUs + forUs;
    this.pausedUntilUs.set(process, Math.max(untilUs, this.pausedUntilUs.get(process) ?? 0));
    this.targets.pause(process);
    this.after(forUs, () => {
      if (this.pausedUntilUs.get(process) === untilUs) this.targets.resume(process);
    });
  }

  private maybeAfter(delayUs: number | null, act: () => void): void {
    if (delayUs !== null) this.after(delayUs, act);
  }

  /** Something of a fault is still to come: the run may not be called quiet before. */
  private after(delayUs: number, act: () => void): void {
    if (delayUs === Infinity) return;
    this.unfinished++;
    this.timers.after(Math.max(delayUs, 0), () => {
      this.unfinished--;
      this.lastChangeUs = this.timers.nowUs;
      act();
    });
  }
}

/** The process a fault strikes, for the history; '' if it is none in particular. */
function struckProcess(action: FaultAction): string {
  switch (action.type) {
    case 'message':
      return action.client;
    case 'partition-network':
    case 'add-partitions':
      return '';
    default:
      return action.process ?? '';
  }
}
