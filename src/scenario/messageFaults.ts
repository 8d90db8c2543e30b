import type { Kernel } from '../sim/kernel.ts';
import type { MessageFate, NetworkMessage } from '../sim/network.ts';
import type { SimProcess } from '../sim/process.ts';
import type { FaultAction } from './scenario.ts';
import { WireRequest } from '../model/broker/wire.ts';

type MessageAction = Extract<FaultAction, { readonly type: 'message' }>;
type PartitionAction = Extract<FaultAction, { readonly type: 'partition-network' }>;

/** A fault without an end that has struck so often gives nobody more time to come to rest. */
const STROKES_OF_PATIENCE = 20;

interface ActiveMessageFault {
  readonly action: MessageAction;
  readonly untilUs: number;
  readonly onStruck: () => void;
  remaining: number;
  strokes: number;
}

interface ActivePartition {
  readonly a: ReadonlySet<string>;
  readonly b: ReadonlySet<string>;
  readonly untilUs: number;
  readonly onStruck: () => void;
}

const DROPPED: MessageFate = { type: 'drop' };
const CUT: MessageFate = { type: 'cut' };

/**
 * The faults of a scenario that strike messages. Is the network's interceptor while any is active.
 */
export class MessageFaults {
  /** When a message was struck last by a fault that does not strike on and on; 0: none was. */
  lastStruckUs = 0;
  private readonly kernel: Kernel;
  private readonly messageFaults: ActiveMessageFault[] = [];
  private readonly partitions: ActivePartition[] = [];

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /**
   * From now on, for `forUs` or `count` messages, whatever ends first. `onStruck` is called for
   * each of them.
   */
  addMessageFault(action: MessageAction, onStruck: () => void): void {
    this.messageFaults.push({
      action,
      untilUs: this.kernel.nowUs + action.forUs,
      onStruck,
      remaining: action.count,
      strokes: 0,
    });
  }

  /** From now on, nothing passes between the two sides. */
  addPartition(action: PartitionAction, onStruck: () => void): void {
    this.partitions.push({
      a: new Set(action.a),
      b: new Set(action.b),
      untilUs: this.kernel.nowUs + action.forUs,
      onStruck,
    });
  }

  /** For the network: what happens to this message. */
  fateOf(from: SimProcess, to: SimProcess, message: NetworkMessage): MessageFate | null {
    const nowUs = this.kernel.nowUs;
    for (const { a, b, untilUs, onStruck } of this.partitions) {
      if (nowUs >= untilUs) continue;
      if ((a.has(from.name) && b.has(to.name)) || (b.has(from.name) && a.has(to.name))) {
        onStruck();
        return DROPPED;
      }
    }
    for (const fault of this.messageFaults) {
      if (fault.remaining === 0 || nowUs >= fault.untilUs) continue;
      if (!matches(fault.action, from, to, message)) continue;
      fault.remaining--;
      fault.onStruck();
      if (++fault.strokes <= STROKES_OF_PATIENCE || fault.untilUs < Infinity)
        this.lastStruckUs = nowUs;
      switch (fault.action.effect) {
        case 'drop':
          return DROPPED;
        case 'cut':
          return CUT;
        case 'delay':
          return { type: 'deliver', extraUs: fault.action.extraUs };
      }
    }
    return null;
  }
}

function matches(
  action: MessageAction,
  from: SimProcess,
  to: SimProcess,
  message: NetworkMessage,
): boolean {
  if (message.label !== action.api) return false;
  const isRequest = message instanceof WireRequest;
  if (isRequest !== (action.direction === 'request')) return false;
  const [client, broker] = isRequest ? [from, to] : [to, from];
  return client.name === action.client && broker.name === action.broker;
}
