import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { eventually } from '../eventually.ts';

/** A plain TCP server that sends back what it gets and remembers it. */
export interface EchoServer {
  readonly port: number;
  /** All that it got. */
  received(): string;
}

/** Starts an echo server for one test. */
export async function startEchoServer(): Promise<EchoServer> {
  let received = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString();
      socket.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, received: () => received };
}

/** A client that remembers what came back and how the connection ended. */
export class EchoClient {
  readonly socket: Socket;
  received = '';
  /** `null` while it is open; the code of the error, or `end`. */
  ending: string | null = null;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay();
    socket.on('data', (bytes: Buffer) => (this.received += bytes.toString()));
    socket.on('error', (error) => (this.ending = 'code' in error ? String(error.code) : 'error'));
    socket.on('close', () => (this.ending ??= 'end'));
    onTestFinished(() => void socket.destroy());
  }

  /** Resolves when it is connected, or has failed to. */
  static async connect(port: number): Promise<EchoClient> {
    const client = new EchoClient(connect(port, '127.0.0.1'));
    await eventually(
      'connected, or not',
      () => !client.socket.connecting || client.ending !== null,
    );
    return client;
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  async hasReceived(text: string): Promise<void> {
    await eventually(`received ${text}, not ${this.received}`, () => this.received === text);
  }

  async isEnded(): Promise<string> {
    await eventually('the connection has ended', () => this.ending !== null);
    return this.ending!;
  }
}
