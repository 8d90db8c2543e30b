import { durationRangeText, durationText } from '../parse/duration.ts';
import { workPointPhraseText } from '../parse/workPointPhrase.ts';
import type { FaultAction, FaultSpec } from '../scenario.ts';
import type { Printable, PrintableMap } from './yamlEntries.ts';
import { configEntries, entries, oneOrMore, unless } from './yamlEntries.ts';

/** One entry of `faults`. `brokers`: names of all brokers. */
export function faultEntries(
  { action, trigger }: FaultSpec,
  brokers: readonly string[],
): PrintableMap {
  const said = entries(actionEntries(action, brokers));
  if (trigger.type === 'at') return new Map([...said, ['at', durationText(trigger.atUs)]]);
  const { process, point, record, occurrence } = trigger;
  const isOwn = 'process' in action && action.process === process;
  const when = workPointPhraseText({ point, record, occurrence, process: isOwn ? null : process });
  return new Map([...said, ['when', when]]);
}

function actionEntries(
  action: FaultAction,
  brokers: readonly string[],
): Readonly<Record<string, Printable | null>> {
  switch (action.type) {
    case 'crash':
      return {
        crash: action.process,
        restart: laterText(action.restartAfterUs),
        config: configEntries(action.config ?? {}),
      };
    case 'restart':
      return { restart: action.process, config: configEntries(action.config ?? {}) };
    case 'pause':
      return { pause: action.process, for: durationText(action.forUs) };
    case 'leave':
      return {
        leave: action.process,
        rejoin: laterText(action.rejoinAfterUs),
        config: configEntries(action.config ?? {}),
      };
    case 'join':
      return { join: action.process, config: configEntries(action.config ?? {}) };
    case 'slow': {
      const { process, extra, forUs } = action;
      return { slow: process, by: durationRangeText(extra), for: durationText(forUs) };
    }
    case 'message': {
      const { effect, direction, api, client, broker, extraUs } = action;
      return {
        [effect]: `${direction} of ${api}`,
        between: [client, broker],
        by: unless(effect !== 'delay', durationText(extraUs)),
        ...limitEntries(action),
      };
    }
    case 'partition-network': {
      const { a, b, forUs } = action;
      const others = brokers.filter((broker) => !a.includes(broker));
      const isDefault =
        others.length === b.length && others.every((name, index) => b[index] === name);
      return {
        isolate: oneOrMore(a),
        from: unless(isDefault, oneOrMore(b)),
        for: durationText(forUs),
      };
    }
    case 'store': {
      const { effect, process, extra } = action;
      const by = unless(effect !== 'slow', durationRangeText(extra));
      return { store: effect, process, by, ...limitEntries(action) };
    }
    case 'add-partitions':
      return { addPartitions: action.topic, to: action.to };
  }
}

/** Nothing said: one message. Only "for" said: every message. */
function limitEntries({ count, forUs }: { readonly count: number; readonly forUs: number }): {
  readonly count: Printable | null;
  readonly for: Printable | null;
} {
  return {
    count: unless(count === Infinity || (count === 1 && forUs === Infinity), count),
    for: unless(forUs === Infinity, durationText(forUs === Infinity ? 0 : forUs)),
  };
}

function laterText(afterUs: number | null): string | null {
  return afterUs === null ? null : `${durationText(afterUs)} later`;
}
