import { KAFKA_API, kafkaFraming, kafkaRequestHead } from '../adapters/kafka/proxy/framing.ts';
import type { ProxyDirection, ProxyFate } from '../adapters/kafka/proxy/proxyLink.ts';
import { TcpProxy } from '../adapters/kafka/proxy/tcpProxy.ts';
import type { KafkaClientName } from '../adapters/kafka/client/kafkaClient.ts';
import type { FaultSpec } from '../scenario/scenario.ts';
import type { RealCluster } from './realCluster.ts';
import type { IsolateAction, MessageAction } from './realTargets.ts';

/** A fault without an end that has struck so often gives nobody more time to come to rest. */
const STROKES_OF_PATIENCE = 20;

interface ActiveMessageFault {
  readonly action: MessageAction;
  readonly untilUs: number;
  remaining: number;
  strokes: number;
}

/** Which processes a fault of messages or of the network is about; brokers are among them. */
function concerned({ action }: FaultSpec): readonly string[] {
  if (action.type === 'message') return [action.client];
  return action.type === 'partition-network' ? [...action.a, ...action.b] : [];
}

/**
 * Stands between the brokers and those clients whose messages a fault of the scenario strikes. The
 * clients are told apart by the client id in their requests, which is the name of their process.
 */
export class MessageStriker {
  /** Clients that are to connect through it. */
  readonly clients: ReadonlySet<string>;
  private readonly client: KafkaClientName;
  private readonly nowUs: () => number;
  private readonly proxies = new Map<string, TcpProxy>();
  private readonly faults: ActiveMessageFault[] = [];
  /** By client and broker: when the last of its separations ends. */
  private readonly isolatedUntilUs = new Map<string, number>();
  private struckUs = 0;

  private constructor(clients: ReadonlySet<string>, client: KafkaClientName, nowUs: () => number) {
    this.clients = clients;
    this.client = client;
    this.nowUs = nowUs;
  }

  /** Starts the proxies, if a fault needs them. */
  static async open(
    faults: readonly FaultSpec[],
    cluster: RealCluster,
    client: KafkaClientName,
    nowUs: () => number,
  ): Promise<MessageStriker> {
    const brokers = new Set(cluster.proxyPlaces.map(({ nodeId }) => `broker-${nodeId}`));
    const names = faults.flatMap(concerned).filter((name) => !brokers.has(name));
    const striker = new MessageStriker(new Set(names), client, nowUs);
    if (names.length === 0) return striker;
    for (const { nodeId, listenPort, targetPort } of cluster.proxyPlaces) {
      const proxy = await TcpProxy.listen({ listenPort, targetPort, framing: kafkaFraming });
      const broker = `broker-${nodeId}`;
      proxy.judge = (request, direction) => striker.judge(broker, request, direction);
      striker.proxies.set(broker, proxy);
    }
    return striker;
  }

  /** When a message was struck last by a fault that does not strike on and on; 0: none was. */
  get lastStruckUs(): number {
    return this.struckUs;
  }

  /** From now on, for `forUs` or `count` messages, whatever ends first. */
  strikeMessages(action: MessageAction): void {
    const untilUs = this.nowUs() + action.forUs;
    this.faults.push({ action, untilUs, remaining: action.count, strokes: 0 });
  }

  /**
   * From now on, nothing passes between the two sides. As on a network with TCP, what was sent
   * meanwhile arrives when it is over, if the connection still stands.
   */
  isolate({ a, b, forUs }: IsolateAction): void {
    const untilUs = this.nowUs() + forUs;
    for (const one of a) {
      for (const other of b) {
        const pair = this.proxies.has(one) ? `${other} ${one}` : `${one} ${other}`;
        const before = this.isolatedUntilUs.get(pair) ?? 0;
        this.isolatedUntilUs.set(pair, Math.max(before, untilUs));
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
    this.proxies.clear();
  }

  /**
   * kafkajs never gives a connection up that has gone silent, and takes answers in any order: it
   * loses the one message. Others count the answers: their connection goes silent until they open
   * another.
   */
  private fateBy({ effect, extraUs }: MessageAction): ProxyFate {
    switch (effect) {
      case 'delay':
        return { type: 'delay', delayMs: extraUs / 1000 };
      case 'cut':
        return { type: 'cut' };
      case 'drop':
        return { type: 'drop', isSilent: this.client !== 'kafkajs' };
    }
  }

  private judge(broker: string, request: Buffer, direction: ProxyDirection): ProxyFate | null {
    const nowUs = this.nowUs();
    const { api, client } = kafkaRequestHead(request);
    const isolatedUs = (this.isolatedUntilUs.get(`${client} ${broker}`) ?? 0) - nowUs;
    if (isolatedUs > 0) {
      this.struckUs = nowUs;
      return { type: 'delay', delayMs: isolatedUs / 1000 };
    }
    for (const fault of this.faults) {
      if (fault.remaining === 0 || nowUs >= fault.untilUs) continue;
      const { action } = fault;
      if (action.client !== client || action.broker !== broker) continue;
      if (KAFKA_API[action.api as keyof typeof KAFKA_API] !== api) continue;
      if ((action.direction === 'request') !== (direction === 'toBroker')) continue;
      fault.remaining--;
      if (++fault.strokes <= STROKES_OF_PATIENCE || fault.untilUs < Infinity) this.struckUs = nowUs;
      return this.fateBy(action);
    }
    return null;
  }
}
