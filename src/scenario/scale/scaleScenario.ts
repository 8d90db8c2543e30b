import { faultText } from '../parse/faultText.ts';
import type {
  DurationRange,
  FaultAction,
  FaultSpec,
  FaultTrigger,
  GroupSpec,
  Scenario,
  WorkloadSpec,
} from '../scenario.ts';
import {
  scaleBrokerConfig,
  scaleConsumerConfig,
  scaleGivenConfig,
  scaleProducerConfig,
} from './scaledConfigs.ts';

/**
 * The same scenario in less time, for both backends alike: what the file says of sessions,
 * heartbeats, workload, service times, faults and the quiet phase is multiplied by `scale`, and so
 * are Kafka's defaults for these times. Latencies of network and store stay as they are, since
 * those of a real cluster do; so do counts, sizes and short waits of clients (linger.ms, backoffs,
 * fetch.max.wait.ms). Some times have a least value, below which a real cluster does not work.
 */
export function scaleScenario(scenario: Scenario, scale: number): Scenario {
  if (scale === 1) return scenario;
  const times = new ScaledTimes(scale);
  const { cluster, groups, producers, workload, faults, quiet } = scenario;
  return {
    ...scenario,
    cluster: { ...cluster, config: scaleBrokerConfig(cluster.config, scale) },
    groups: groups.map((group) => scaleGroup(group, times)),
    producers: producers.map((producer) => {
      return { ...producer, config: scaleProducerConfig(producer.config, scale) };
    }),
    workload: workload.map((spec) => scaleWorkload(spec, times)),
    faults: faults.map((fault) => scaleFault(fault, times)),
    quiet: { withinUs: times.of(quiet.withinUs) },
  };
}

/** Times by one factor. */
class ScaledTimes {
  readonly scale: number;

  constructor(scale: number) {
    this.scale = scale;
  }

  of(us: number): number {
    return us === Infinity ? us : Math.round(us * this.scale);
  }

  range({ minUs, maxUs }: DurationRange): DurationRange {
    return { minUs: this.of(minUs), maxUs: this.of(maxUs) };
  }
}

function scaleGroup(group: GroupSpec, times: ScaledTimes): GroupSpec {
  const { scale } = times;
  const { config, consumers, serviceTime, pollTimeoutUs, retryBackoffUs } = group;
  // Where members speak different protocols, each needs other defaults.
  const isMixed = consumers.some((consumer) => consumer.config['group.protocol'] !== undefined);
  return {
    ...group,
    config: isMixed ? scaleGivenConfig(config, scale) : scaleConsumerConfig(config, scale),
    consumers: consumers.map((consumer) => ({
      ...consumer,
      config: isMixed
        ? scaleConsumerConfig({ ...config, ...consumer.config }, scale)
        : scaleGivenConfig(consumer.config, scale),
      startUs: times.of(consumer.startUs),
    })),
    serviceTime: times.range(serviceTime),
    pollTimeoutUs: times.of(pollTimeoutUs),
    retryBackoffUs: times.of(retryBackoffUs),
  };
}

function scaleWorkload(spec: WorkloadSpec, times: ScaledTimes): WorkloadSpec {
  switch (spec.type) {
    case 'requests':
      return { ...spec, fromUs: times.of(spec.fromUs), overUs: times.of(spec.overUs) };
    case 'request':
    case 'records':
      return { ...spec, atUs: times.of(spec.atUs), everyUs: times.of(spec.everyUs) };
  }
}

function scaleFault(fault: FaultSpec, times: ScaledTimes): FaultSpec {
  const action = scaleAction(fault.action, times);
  const trigger = scaleTrigger(fault.trigger, times);
  return { ...fault, trigger, action, text: faultText(action, trigger) };
}

function scaleTrigger(trigger: FaultTrigger, times: ScaledTimes): FaultTrigger {
  return trigger.type === 'at' ? { type: 'at', atUs: times.of(trigger.atUs) } : trigger;
}

function scaleAction(action: FaultAction, times: ScaledTimes): FaultAction {
  switch (action.type) {
    case 'crash': {
      const { restartAfterUs } = action;
      const config = scaleGivenConfig(action.config ?? {}, times.scale);
      return { ...action, config, restartAfterUs: maybeScaled(restartAfterUs, times) };
    }
    case 'leave': {
      const { rejoinAfterUs } = action;
      const config = scaleGivenConfig(action.config ?? {}, times.scale);
      return { ...action, config, rejoinAfterUs: maybeScaled(rejoinAfterUs, times) };
    }
    case 'restart':
    case 'join':
      return { ...action, config: scaleGivenConfig(action.config ?? {}, times.scale) };
    case 'pause':
    case 'partition-network':
      return { ...action, forUs: times.of(action.forUs) };
    case 'slow':
      return { ...action, extra: times.range(action.extra), forUs: times.of(action.forUs) };
    case 'message':
      return { ...action, extraUs: times.of(action.extraUs), forUs: times.of(action.forUs) };
    case 'store':
      return { ...action, extra: times.range(action.extra), forUs: times.of(action.forUs) };
    case 'add-partitions':
      return action;
  }
}

function maybeScaled(us: number | null, times: ScaledTimes): number | null {
  return us === null ? null : times.of(us);
}
