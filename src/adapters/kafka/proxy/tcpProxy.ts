import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { KafkaProblem } from '../broker/kafkaProblem.ts';
import { pieceFraming, type Framing } from './framing.ts';
import {
  ProxyLink,
  type LossOrder,
  type ProxyDirection,
  type ProxyFlow,
  type ProxyJudge,
} from './proxyLink.ts';

/** Where a proxy stands. */
export interface TcpProxyOptions {
  /** 0: a free port is chosen. */
  readonly listenPort: number;
  readonly targetPort: number;
  readonly host?: string;
  /** How messages are told apart; by default, each piece as it comes is one. */
  readonly framing?: Framing;
}

/**
 * Stands between clients and one broker and does to their messages what networks do: `delay`,
 * `hold`, `drop` in one direction or both, `cut` of connections, `refuse` of new ones, and the loss
 * of one response. Without faults it forwards.
 */
export class TcpProxy {
  readonly host: string;
  /** Decides what happens to single messages, where these are told apart; null: nobody does. */
  judge: ProxyJudge | null = null;
  private readonly server: Server;
  private readonly targetPort: number;
  private readonly framing: Framing;
  private readonly links = new Set<ProxyLink>();
  private readonly flows: Record<ProxyDirection, ProxyFlow> = {
    toBroker: { delayMs: 0, mode: 'forward' },
    toClient: { delayMs: 0, mode: 'forward' },
  };
  private readonly losses: LossOrder[] = [];
  private isRefusing = false;
  private dropped = 0;

  private constructor({ targetPort, host = '127.0.0.1', framing = pieceFraming }: TcpProxyOptions) {
    this.targetPort = targetPort;
    this.host = host;
    this.framing = framing;
    // A client that has said all may still wait for the answer: each side ends for itself.
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (client) =>
      this.onConnection(client),
    );
  }

  /** Starts to listen. Rejects with KafkaProblem if the port is taken. */
  static async listen(options: TcpProxyOptions): Promise<TcpProxy> {
    const proxy = new TcpProxy(options);
    const { listenPort } = options;
    try {
      proxy.server.listen({ port: listenPort, host: proxy.host, exclusive: true });
      await once(proxy.server, 'listening');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EADDRINUSE')
        throw new KafkaProblem('unable', `the proxy's port ${listenPort} is taken`);
      throw error;
    }
    return proxy;
  }

  /** Where clients connect. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Connections that are open now. */
  get linkCount(): number {
    return this.links.size;
  }

  /** Messages that wait here now, held or delayed: a fault has met something. */
  get waitingCount(): number {
    let count = 0;
    for (const link of this.links) count += link.waitingCount;
    return count;
  }

  /** Messages that were thrown away so far. */
  get droppedCount(): number {
    return this.dropped;
  }

  /** Messages of that direction arrive so much later, in order. 0: at once again. */
  delay(direction: ProxyDirection, delayMs: number): void {
    this.flows[direction] = { ...this.flows[direction], delayMs };
  }

  /** Messages of that direction wait here until `clear`. */
  hold(direction: ProxyDirection): void {
    this.flows[direction] = { ...this.flows[direction], mode: 'hold' };
  }

  /**
   * Messages of that direction are thrown away until `clear`. Unless whole messages are told apart,
   * a connection that lost some is of no use any more: `cut` it.
   */
  drop(direction: ProxyDirection): void {
    this.flows[direction] = { ...this.flows[direction], mode: 'drop' };
  }

  /** Ends the faults of one direction, or all of them; what was held goes on its way. */
  clear(direction?: ProxyDirection): void {
    if (direction === undefined) this.isRefusing = false;
    const cleared = direction === undefined ? (['toBroker', 'toClient'] as const) : [direction];
    for (const one of cleared) {
      this.flows[one] = { delayMs: 0, mode: 'forward' };
      for (const link of this.links) link.releaseHeld(one);
    }
  }

  /** Resets all connections, on both sides; what was on its way is lost. Returns how many. */
  cut(): number {
    const cut = [...this.links];
    for (const link of cut) link.reset();
    return cut.length;
  }

  /** Resets whoever connects, until `refuse(false)` or `clear`. */
  refuse(isRefusing = true): void {
    this.isRefusing = isRefusing;
  }

  /**
   * Loses the answer to the next request that is wanted: the broker gets the request and acts on
   * it, its answer is thrown away and the connection cut. Resolves then.
   */
  async loseNextResponse(isWanted: (request: Buffer) => boolean = () => true): Promise<void> {
    await new Promise<void>((resolve) => this.losses.push({ isWanted, onLost: resolve }));
  }

  /** Cuts all connections and listens no longer. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  private onConnection(client: Socket): void {
    if (this.isRefusing) {
      client.on('error', () => {});
      client.resetAndDestroy();
      return;
    }
    const link = new ProxyLink(client, {
      host: this.host,
      port: this.targetPort,
      framing: this.framing,
      flowOf: (direction) => this.flows[direction],
      judge: () => this.judge,
      takeLoss: (request) => this.takeLoss(request),
      returnLoss: (order) => this.losses.unshift(order),
      onDropped: () => (this.dropped += 1),
      onClosed: () => this.links.delete(link),
    });
    this.links.add(link);
  }

  private takeLoss(request: Buffer): LossOrder | null {
    const index = this.losses.findIndex(({ isWanted }) => isWanted(request));
    return index < 0 ? null : this.losses.splice(index, 1)[0]!;
  }
}
