import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that does this with everyone who connects, to the end of the test. Returns its port. */
export async function serve(onSocket: (socket: Socket) => void, atPort = 0): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  server.listen(atPort, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const size = Buffer.alloc(2);
  size.writeInt16BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

/** Big-endian, one after the other. */
export function int32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32BE(value, index * 4));
  return bytes;
}

/** Answers a Metadata request with these brokers. */
export function metadataAnswer(request: Buffer, clusterId: string, ids: readonly number[]): Buffer {
  const brokers = ids.map((id) =>
    Buffer.concat([int32(id), text('127.0.0.1'), int32(9092), Buffer.from([0xff, 0xff])]),
  );
  const rest = Buffer.concat([text(clusterId), int32(1, 0)]);
  const correlationId = request.readInt32BE(8);
  const body = Buffer.concat([int32(correlationId, 0, ids.length), ...brokers, rest]);
  return Buffer.concat([int32(body.length), body]);
}
