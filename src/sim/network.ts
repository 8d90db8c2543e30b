import type { Kernel } from './kernel.ts';
import type { Latency } from './latency.ts';
import { drawLatencyUs } from './latency.ts';
import type { SimProcess } from './process.ts';
import type { RandomStream } from './randomStream.ts';

/**
 * What happens to one message: `deliver` (perhaps later than the link would), `drop` (lost; the
 * connection stays open), or `cut` (lost, and the connection closes at that moment).
 */
export type MessageFate =
  | { readonly type: 'deliver'; readonly extraUs: number }
  | { readonly type: 'drop' }
  | { readonly type: 'cut' };

/** A message as the network sees it: the sender says what it is called. */
export interface NetworkMessage {
  readonly label: string;
}

/** Decides the fate of messages; null or no answer delivers. Faults of a scenario come in here. */
export type MessageInterceptor = (
  from: SimProcess,
  to: SimProcess,
  message: NetworkMessage,
) => MessageFate | null;

/** One end of a connection: gets messages in the order sent, and at most one `onClosed`. */
export interface ConnectionEnd {
  onMessage(message: NetworkMessage): void;
  /** The other side closed, died, or the network cut the connection. */
  onClosed(): void;
}

/**
 * Connections between processes with seeded latency per link. Within a connection and direction,
 * messages arrive in the order sent, as over TCP.
 */
export class Network {
  /** Faults of the scenario; null while there are none. */
  interceptor: MessageInterceptor | null = null;
  /**
   * How long a server takes for what it answers, besides the way: an answer is that much longer
   * under way. null, as a whole or for one answer: no time.
   */
  handling: ((answer: NetworkMessage) => Latency | null) | null = null;
  /** Messages with this label are counted while they are on their way; null: none are. */
  watchedLabel: string | null = null;
  /** How many messages with the watched label have been sent and have not arrived. */
  watchedInFlight = 0;
  private readonly kernel: Kernel;
  private readonly latency: (from: SimProcess, to: SimProcess) => Latency;
  private readonly random: RandomStream;
  private readonly connections = new Set<Connection>();

  constructor(kernel: Kernel, latency: (from: SimProcess, to: SimProcess) => Latency) {
    this.kernel = kernel;
    this.latency = latency;
    this.random = kernel.random.stream('network');
  }

  /**
   * Opens a connection from `client` to `server`. When either process crashes, the other end hears
   * of it one latency later, as from an operating system that resets the sockets of a dead process.
   */
  connect(client: SimProcess, clientEnd: ConnectionEnd, server: SimProcess): Connection {
    const connection = new Connection(this, client, clientEnd, server);
    this.connections.add(connection);
    return connection;
  }

  /** For the world: a process died; its connections are reset. */
  processCrashed(process: SimProcess): void {
    for (const connection of [...this.connections]) connection.endDied(process);
  }

  /** For Connection. */
  forget(connection: Connection): void {
    this.connections.delete(connection);
  }

  /** For Connection: what the link between two processes is like. */
  latencyBetween(from: SimProcess, to: SimProcess): Latency {
    return this.latency(from, to);
  }

  /** For Connection: draws how long a message is under way, and what the server took for it. */
  drawLatencyUs(link: Latency, answer: NetworkMessage | null): number {
    const linkUs = drawLatencyUs(this.random, link);
    const handling = answer === null || this.handling === null ? null : this.handling(answer);
    return handling === null ? linkUs : linkUs + drawLatencyUs(this.random, handling);
  }

  /** For Connection. */
  get nowUs(): number {
    return this.kernel.nowUs;
  }

  /** For Connection. */
  schedule<A>(delayUs: number, handler: (argument: A) => void, argument: A): void {
    this.kernel.schedule(delayUs, handler, argument);
  }
}

/** A message on its way. One object a message; the handler is shared. */
class Delivery {
  readonly connection: Connection;
  readonly toServer: boolean;
  readonly message: NetworkMessage | null;

  constructor(connection: Connection, toServer: boolean, message: NetworkMessage | null) {
    this.connection = connection;
    this.toServer = toServer;
    this.message = message;
  }
}

/** A TCP-like connection: ordered, reliable unless a fault says otherwise, closed once. */
export class Connection {
  readonly client: SimProcess;
  readonly server: SimProcess;
  /** Set by the server when it accepts; until then messages to it are lost. */
  serverEnd: ConnectionEnd | null = null;
  private readonly network: Network;
  private readonly clientEnd: ConnectionEnd;
  private clientOpen = true;
  private serverOpen = true;
  private severed = false;
  private lastToServerUs = 0;
  private lastToClientUs = 0;
  private readonly latencyToServer: Latency;
  private readonly latencyToClient: Latency;

  constructor(network: Network, client: SimProcess, clientEnd: ConnectionEnd, server: SimProcess) {
    this.network = network;
    this.client = client;
    this.clientEnd = clientEnd;
    this.server = server;
    // The links of a scenario do not change: asking once a connection is enough.
    this.latencyToServer = network.latencyBetween(client, server);
    this.latencyToClient = network.latencyBetween(server, client);
  }

  /** True while neither end knows of a close. */
  get isOpen(): boolean {
    return this.clientOpen && this.serverOpen && !this.severed;
  }

  /** Sends from client to server. Lost if the connection is closed. */
  sendToServer(message: NetworkMessage): void {
    if (this.clientOpen) this.send(true, message);
  }

  /** Sends from server to client. Lost if the connection is closed. */
  sendToClient(message: NetworkMessage): void {
    if (this.serverOpen) this.send(false, message);
  }

  /** The client closes: nothing more reaches it; the server hears of it one latency later. */
  closeByClient(): void {
    if (!this.clientOpen) return;
    this.clientOpen = false;
    this.transmit(true, null, 0);
  }

  /** The server closes: the client hears of it one latency later. */
  closeByServer(): void {
    if (!this.serverOpen) return;
    this.serverOpen = false;
    this.transmit(false, null, 0);
  }

  /** For Network: one end's process died. */
  endDied(process: SimProcess): void {
    if (process === this.client) this.closeByClient();
    if (process === this.server) this.closeByServer();
  }

  private send(toServer: boolean, message: NetworkMessage): void {
    if (this.severed) return;
    const interceptor = this.network.interceptor;
    let extraUs = 0;
    if (interceptor !== null) {
      const fate = toServer
        ? interceptor(this.client, this.server, message)
        : interceptor(this.server, this.client, message);
      if (fate !== null) {
        if (fate.type === 'drop') return;
        if (fate.type === 'cut') return this.cut();
        extraUs = fate.extraUs;
      }
    }
    this.transmit(toServer, message, extraUs);
  }

  /**
   * The network closes the connection: whatever is sent from now on is lost, and both ends hear of
   * it.
   */
  private cut(): void {
    if (this.severed) return;
    this.transmit(true, null, 0);
    this.transmit(false, null, 0);
    this.severed = true;
  }

  private transmit(toServer: boolean, message: NetworkMessage | null, extraUs: number): void {
    const { network } = this;
    const latencyUs = toServer
      ? network.drawLatencyUs(this.latencyToServer, null)
      : network.drawLatencyUs(this.latencyToClient, message);
    let arrivalUs = network.nowUs + latencyUs + extraUs;
    if (toServer) {
      if (arrivalUs < this.lastToServerUs) arrivalUs = this.lastToServerUs;
      this.lastToServerUs = arrivalUs;
    } else {
      if (arrivalUs < this.lastToClientUs) arrivalUs = this.lastToClientUs;
      this.lastToClientUs = arrivalUs;
    }
    if (message !== null && message.label === network.watchedLabel) network.watchedInFlight++;
    network.schedule(arrivalUs - network.nowUs, arrive, new Delivery(this, toServer, message));
  }

  /** For the shared handler: a message or a close arrives at the machine of one end. */
  arrived(toServer: boolean, message: NetworkMessage | null): void {
    const { network } = this;
    if (message !== null && message.label === network.watchedLabel) network.watchedInFlight--;
    const process = toServer ? this.server : this.client;
    if (process.state === 'running') this.receive(toServer, message);
    else
      process.deliver(
        (late: Delivery) => this.receive(late.toServer, late.message),
        new Delivery(this, toServer, message),
      );
  }

  private receive(toServer: boolean, message: NetworkMessage | null): void {
    const end = toServer ? this.serverEnd : this.clientEnd;
    if (message === null) {
      const wasOpen = toServer ? this.serverOpen : this.clientOpen;
      if (toServer) this.serverOpen = false;
      else this.clientOpen = false;
      if (!this.serverOpen && !this.clientOpen) this.network.forget(this);
      if (wasOpen && end !== null) end.onClosed();
      return;
    }
    if (toServer ? this.serverOpen : this.clientOpen) end?.onMessage(message);
  }
}

function arrive(delivery: Delivery): void {
  delivery.connection.arrived(delivery.toServer, delivery.message);
}
