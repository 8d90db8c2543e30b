import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { PostgresUnusable } from './postgresUnusable.ts';
import { WireMessages } from './wireMessages.ts';
import type { WireMessage } from './wireMessages.ts';

/** What becomes of a COMMIT. */
export interface LostCommit {
  /** `committed`: the server gets and executes it. `rolled-back`: it does not arrive. */
  readonly decision: 'committed' | 'rolled-back';
  /**
   * What the client sees once that is decided: its connection breaks, or there is no answer and no
   * end.
   */
  readonly clientSees: 'broken' | 'silence';
}

/** What becomes of one statement. `break`: its connection breaks before it arrives. */
export type StatementFate =
  | { readonly type: 'break' }
  | { readonly type: 'delay'; readonly delayMs: number }
  | (LostCommit & { readonly type: 'lose' });

/** A client's connection and the proxy's own to the server. */
interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** The fault that has struck this connection. */
  lost: LostCommit | null;
  /** What waits behind a statement that is delayed; null: nothing is. */
  waiting: WireMessage[] | null;
}

/**
 * Stands between clients and a PostgreSQL server, and breaks connections at points that cannot be
 * hit from outside: around a COMMIT. It reads the protocol, so connections must not be encrypted.
 */
export class PostgresProxy {
  /** As the server's, through the proxy. */
  readonly url: string;
  /** Decides on each statement of any client; null: nobody does. */
  judge: ((isCommit: boolean) => StatementFate | null) | null = null;
  private readonly listener: Server;
  private readonly target: URL;
  private readonly links = new Set<Link>();
  private readonly faults: LostCommit[] = [];

  private constructor(listener: Server, target: URL) {
    this.listener = listener;
    this.target = target;
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String((listener.address() as AddressInfo).port);
    url.searchParams.set('sslmode', 'disable');
    this.url = url.href;
    listener.on('connection', (client) => this.accept(client));
  }

  /** Listens on a free port of 127.0.0.1. `url`: the server, with its host. */
  static async start(url: string): Promise<PostgresProxy> {
    const target = new URL(url);
    if (target.hostname === '') throw new PostgresUnusable('the URL of the server names no host');
    const listener = createServer();
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return new PostgresProxy(listener, target);
  }

  /** The next COMMIT of any client is lost; called again, one more. */
  loseNextCommit(fault: LostCommit): void {
    this.faults.push(fault);
  }

  /** Breaks all connections, of which clients and server learn at once. */
  cut(): void {
    for (const link of this.links) this.breakOff(link);
  }

  /** Breaks all connections and accepts no more. */
  async stop(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    this.cut();
    await closed;
  }

  private accept(client: Socket): void {
    const port = this.target.port === '' ? 5432 : Number(this.target.port);
    const server = connect(port, this.target.hostname);
    const link: Link = { client, server, lost: null, waiting: null };
    this.links.add(link);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // A broken connection ends, which is what counts.
      socket.on('error', () => undefined);
    }
    const fromClient = new WireMessages('client');
    client.on('data', (bytes) => {
      for (const message of fromClient.push(bytes)) this.onClientMessage(link, message);
    });
    const fromServer = new WireMessages('server');
    server.on('data', (bytes) => {
      for (const message of fromServer.push(bytes)) this.onServerMessage(link, message);
    });
    client.on('close', () => this.breakOff(link));
    server.on('close', () => this.onServerClosed(link));
  }

  private onClientMessage(link: Link, message: WireMessage): void {
    if (link.lost !== null) return;
    if (link.waiting !== null) return void link.waiting.push(message);
    const fate = this.fateOf(message);
    if (fate?.type === 'break') return this.breakOff(link);
    if (fate?.type === 'delay') return this.delay(link, message, fate.delayMs);
    if (fate?.type === 'lose') {
      link.lost = fate;
      if (fate.decision === 'rolled-back') {
        // The server rolls back, closes the connection, and only then the client may learn.
        link.server.end();
        return;
      }
    }
    link.server.write(message.bytes);
  }

  private fateOf(message: WireMessage): StatementFate | null {
    if (this.faults.length > 0 && isCommit(message))
      return { type: 'lose', ...this.faults.shift()! };
    return this.judge !== null && isStatement(message) ? this.judge(isCommit(message)) : null;
  }

  /** What the client sends meanwhile waits behind it. */
  private delay(link: Link, message: WireMessage, delayMs: number): void {
    link.waiting = [];
    setTimeout(() => {
      const { waiting } = link;
      link.waiting = null;
      if (link.server.writable) link.server.write(message.bytes);
      for (const later of waiting ?? []) this.onClientMessage(link, later);
    }, delayMs).unref();
  }

  private onServerMessage(link: Link, message: WireMessage): void {
    if (link.lost === null) {
      link.client.write(message.bytes);
    } else if (message.type === 'Z') {
      // Ready for the next query: the COMMIT is done.
      if (link.lost.clientSees === 'broken') this.breakOff(link);
    }
  }

  private onServerClosed(link: Link): void {
    if (link.lost?.clientSees !== 'silence') this.breakOff(link);
  }

  private breakOff(link: Link): void {
    this.links.delete(link);
    link.client.destroy();
    link.server.destroy();
  }
}

/** A query by itself, or the end of what a prepared one is sent in. */
function isStatement({ type }: WireMessage): boolean {
  return type === 'Q' || type === 'S';
}

/** COMMIT as a query of its own, as drivers send it. */
function isCommit({ type, bytes }: WireMessage): boolean {
  if (type !== 'Q') return false;
  return /^\s*COMMIT\s*;?\s*$/i.test(bytes.toString('utf8', 5, bytes.length - 1));
}
