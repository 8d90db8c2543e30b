import { consumerConfigOf } from '../clientConfigs.ts';
import type { FaultSpec, Scenario, WorkloadSpec } from '../scenario.ts';

/** A run on a real cluster is to take about so long, if it may be shortened so far. */
const TARGET_US = 5_000_000;

/** Below these, two busy cores fence members that are well. */
const LEAST_SESSION_MS = 3_000;
const LEAST_HEARTBEAT_MS = 100;
const LEAST_POLL_INTERVAL_MS = 1_200;
/** All consumers that start together must have joined when the first rebalance ends. */
const LEAST_INITIAL_DELAY_MS = 900;

/** A process that starts is to have joined before the next fault strikes. */
const LEAST_SETTLING_US = 2_000_000;

const DEFAULT_INITIAL_DELAY_MS = 3_000;

/** Scales are chosen in such steps, so that scenarios share them. */
const STEPS_PER_UNIT = 20;

/**
 * The factor by which a scenario is shortened for a run on a real cluster, if nobody says another:
 * so that it takes a few seconds, but keeps sessions, heartbeats, poll intervals and the delay of
 * the first rebalance long enough for a small machine.
 */
export function chooseTimeScale(scenario: Scenario): number {
  const wanted = TARGET_US / Math.max(lastUs(scenario), 1);
  const scale = Math.max(wanted, leastScale(scenario));
  return Math.min(1, Math.ceil(scale * STEPS_PER_UNIT) / STEPS_PER_UNIT);
}

/** When the last thing happens that the file has a time for, sessions that run out included. */
function lastUs(scenario: Scenario): number {
  const starts = scenario.groups.flatMap(({ consumers }) =>
    consumers.map(({ startUs }) => startUs),
  );
  const ends = [...starts.filter((us) => us !== Infinity), ...scenario.workload.map(workloadEndUs)];
  const beginUs = Math.max(0, ...ends);
  const sessionUs = 1000 * Math.max(0, ...membersOf(scenario).map((one) => one.sessionMs));
  return scenario.faults.reduce((us, fault) => {
    return Math.max(us, faultEndUs(fault, beginUs, sessionUs));
  }, beginUs);
}

function workloadEndUs(spec: WorkloadSpec): number {
  switch (spec.type) {
    case 'requests':
      return spec.fromUs + spec.overUs;
    case 'request':
      return spec.atUs + spec.sends * spec.everyUs;
    case 'records':
      return spec.atUs + spec.records.length * spec.everyUs;
  }
}

function faultEndUs({ trigger, action }: FaultSpec, beginUs: number, sessionUs: number): number {
  const atUs = trigger.type === 'at' ? trigger.atUs : beginUs;
  switch (action.type) {
    case 'crash':
      return atUs + Math.max(action.restartAfterUs ?? 0, sessionUs);
    case 'leave':
      return atUs + (action.rejoinAfterUs ?? 0);
    case 'pause':
    case 'slow':
    case 'message':
    case 'partition-network':
    case 'store':
      return atUs + (action.forUs === Infinity ? 0 : action.forUs);
    default:
      return atUs;
  }
}

function leastScale(scenario: Scenario): number {
  const delayMs = Number(
    scenario.cluster.config['group.initial.rebalance.delay.ms'] ?? DEFAULT_INITIAL_DELAY_MS,
  );
  const members = membersOf(scenario);
  return Math.max(
    LEAST_SETTLING_US / shortestSettlingUs(scenario),
    delayMs === 0 ? 0 : LEAST_INITIAL_DELAY_MS / delayMs,
    ...members.map(({ sessionMs }) => LEAST_SESSION_MS / sessionMs),
    ...members.map(({ heartbeatMs }) => LEAST_HEARTBEAT_MS / heartbeatMs),
    ...members.map(({ pollIntervalMs }) => LEAST_POLL_INTERVAL_MS / pollIntervalMs),
  );
}

/** The shortest time from a start in the middle of the run to a fault by time. */
function shortestSettlingUs({ groups, faults }: Scenario): number {
  const starts = groups.flatMap(({ consumers }) => consumers.map(({ startUs }) => startUs));
  const strikes: number[] = [];
  for (const { trigger, action } of faults) {
    if (trigger.type !== 'at') continue;
    strikes.push(trigger.atUs);
    const returnUs =
      action.type === 'crash'
        ? action.restartAfterUs
        : action.type === 'leave'
          ? action.rejoinAfterUs
          : null;
    if (returnUs !== null) starts.push(trigger.atUs + returnUs);
  }
  const gaps = starts.flatMap((us) => strikes.map((strikeUs) => strikeUs - us));
  return Math.min(Infinity, ...gaps.filter((gapUs) => gapUs > 0));
}

interface MemberTimes {
  readonly sessionMs: number;
  readonly heartbeatMs: number;
  readonly pollIntervalMs: number;
}

function membersOf({ groups, cluster }: Scenario): MemberTimes[] {
  return groups.flatMap((group) =>
    group.consumers.map((consumer) => {
      const config = consumerConfigOf(consumer, group);
      const isClassic = config.groupProtocol === 'classic';
      return {
        sessionMs: isClassic
          ? config.sessionTimeoutMs
          : Number(cluster.config['group.consumer.session.timeout.ms'] ?? 45_000),
        heartbeatMs: isClassic
          ? config.heartbeatIntervalMs
          : Number(cluster.config['group.consumer.heartbeat.interval.ms'] ?? 5_000),
        pollIntervalMs: config.maxPollIntervalMs,
      };
    }),
  );
}
