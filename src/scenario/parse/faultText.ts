import type { FaultAction, FaultTrigger, KafkaConfig } from '../scenario.ts';
import { durationRangeText, durationText } from './duration.ts';
import { alternatives } from './problem.ts';
import { workPointDeed } from './workPointPhrase.ts';

/** One plain line: `crash c1 when it has written the effect of coupon-issue-request-0@7`. */
export function faultText(action: FaultAction, trigger: FaultTrigger): string {
  const deed = actionText(action);
  if (trigger.type === 'at') return `${deed} at ${durationText(trigger.atUs)}`;
  const struck = 'process' in action && action.process === trigger.process;
  return `${deed} when ${struck ? 'it' : trigger.process} ${workPointDeed(trigger)}`;
}

function actionText(action: FaultAction): string {
  switch (action.type) {
    case 'crash':
      return (
        `crash ${action.process}${andBack(', restart it', action.restartAfterUs)}` +
        withConfig(action.config)
      );
    case 'restart':
      return `restart ${action.process}${withConfig(action.config)}`;
    case 'pause':
      return `pause ${action.process} for ${durationText(action.forUs)}`;
    case 'leave':
      return (
        `stop ${action.process}${andBack(', start it again', action.rejoinAfterUs)}` +
        withConfig(action.config)
      );
    case 'join':
      return `start ${action.process}${withConfig(action.config)}`;
    case 'slow': {
      const by = durationRangeText(action.extra);
      return `slow ${action.process} by ${by} a record${lasting(action.forUs)}`;
    }
    case 'message':
      return messageText(action);
    case 'partition-network':
      return `isolate ${words(action.a)} from ${words(action.b)}${lasting(action.forUs)}`;
    case 'store':
      return storeText(action);
    case 'add-partitions':
      return `add partitions to ${action.topic}: ${action.to}`;
  }
}

function messageText(action: Extract<FaultAction, { readonly type: 'message' }>): string {
  const { effect, direction, api, client, broker, count, extraUs, forUs } = action;
  const many = count === 1 ? 'one' : count === Infinity ? 'every' : `${count} times the`;
  const by = effect === 'delay' ? ` by ${durationText(extraUs)}` : '';
  const what = effect === 'cut' ? 'cut the connection at' : effect;
  const messages = `${direction} of ${api} between ${client} and ${broker}`;
  return `${what} ${many} ${messages}${by}${lasting(forUs)}`;
}

function storeText(action: Extract<FaultAction, { readonly type: 'store' }>): string {
  const { effect, process, count, extra, forUs } = action;
  const whose = process === null ? '' : ` for ${process}`;
  const often = count === Infinity ? '' : `, ${count === 1 ? 'once' : `${count} times`}`;
  switch (effect) {
    case 'unavailable':
      return `database unavailable${whose}${often}${lasting(forUs)}`;
    case 'lost-commit':
      return `answer of COMMIT lost${whose}${often}${lasting(forUs)}`;
    case 'slow': {
      const by = durationRangeText(extra);
      return `database slower by ${by} a statement${whose}${often}${lasting(forUs)}`;
    }
  }
}

function andBack(what: string, afterUs: number | null): string {
  return afterUs === null ? '' : `${what} ${durationText(afterUs)} later`;
}

function withConfig(config: KafkaConfig = {}): string {
  const said = Object.entries(config).map(([key, value]) => `${key}=${value}`);
  return said.length === 0 ? '' : ` with ${said.join(' and ')}`;
}

function lasting(forUs: number): string {
  return forUs === Infinity ? '' : ` for ${durationText(forUs)}`;
}

function words(names: readonly string[]): string {
  return alternatives(names).replace(' or ', ' and ');
}
