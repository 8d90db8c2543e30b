import type { HistoryEvent } from '../../history/event.ts';
import { faultText } from '../parse/faultText.ts';
import type { FaultAction, FaultSpec, FaultTrigger, Scenario } from '../scenario.ts';

/** A fault that strikes another consumer than the file says. */
export interface FaultMove {
  readonly fault: number;
  readonly from: string;
  readonly to: string;
}

/** A scenario whose faults strike whoever has the record that they wait for. */
export interface MovedFaults {
  readonly scenario: Scenario;
  readonly moves: readonly FaultMove[];
}

type PointTrigger = Extract<FaultTrigger, { readonly type: 'point' }>;

/**
 * A fault that waits until a consumer has a certain record in hand misses a run in which another
 * consumer gets that record. In such a run it is to strike that other one, at the same point of its
 * work, and what the file does to the consumer later (to start it again) it does to the other one.
 * null: no fault that missed the run can be moved. `hits`: as `SimulatedRun.faultHits` of the run.
 */
export function moveFaults(
  scenario: Scenario,
  hits: readonly (number | null)[],
  events: Iterable<HistoryEvent>,
): MovedFaults | null {
  const waiting = scenario.faults.filter((fault, at) => hits[at] === null && canMove(fault));
  if (waiting.length === 0) return null;
  const finders = waiting.map((fault) => ({ fault, at: fault.trigger as PointTrigger, to: '' }));
  for (const event of events) {
    for (const finder of finders) {
      if (finder.to === '' && reaches(event, finder.at)) finder.to = event.process;
    }
  }
  const moves: FaultMove[] = [];
  let { faults } = scenario;
  for (const { fault, at, to } of finders) {
    if (to === '' || to === at.process) continue;
    moves.push({ fault: fault.number, from: at.process, to });
    faults = faults.map((one) => movedFault(one, fault, to));
  }
  return moves.length === 0 ? null : { scenario: { ...scenario, faults }, moves };
}

/** Of a point that is reached several times, nobody could say who would have reached it when. */
function canMove({ trigger }: FaultSpec): boolean {
  return trigger.type === 'point' && trigger.record !== null && trigger.occurrence === 1;
}

/** True if the event shows its process at the point. */
function reaches(event: HistoryEvent, { point, record }: PointTrigger): boolean {
  if (!('topic' in event) || !('partition' in event) || record === null) return false;
  if (event.topic !== record.topic || event.partition !== record.partition) return false;
  switch (point) {
    case 'polled':
      return (
        event.type === 'Polled' &&
        record.offset >= event.startOffset &&
        record.offset < event.endOffset
      );
    case 'handler-started':
      return event.type === 'HandlerStarted' && event.offset === record.offset;
    case 'effect-written':
      return event.type === 'EffectCommitted' && event.offset === record.offset;
    case 'handled':
      return event.type === 'HandlerEnded' && event.offset === record.offset;
    case 'committing':
      return event.type === 'CommitStarted' && event.offset === record.offset + 1;
    case 'committed':
      return event.type === 'Committed' && event.offset === record.offset + 1;
  }
}

/** `moved`: the fault that waits. Of the others those change that start its victim again. */
function movedFault(one: FaultSpec, moved: FaultSpec, to: string): FaultSpec {
  const from = (moved.trigger as PointTrigger).process;
  const isIt = one.number === moved.number;
  const isItsReturn =
    isVictim(moved.action, from) &&
    (one.action.type === 'restart' || one.action.type === 'join') &&
    one.action.process === from;
  if (!isIt && !isItsReturn) return one;
  const action = isVictim(one.action, from) ? withProcess(one.action, to) : one.action;
  const trigger = isIt ? { ...(one.trigger as PointTrigger), process: to } : one.trigger;
  return { ...one, action, trigger, text: faultText(action, trigger) };
}

function isVictim(action: FaultAction, process: string): boolean {
  return 'process' in action && action.process === process;
}

function withProcess(action: FaultAction, process: string): FaultAction {
  return { ...action, process } as FaultAction;
}
