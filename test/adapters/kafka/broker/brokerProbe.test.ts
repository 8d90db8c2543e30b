import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answersAtAll, askBroker } from '../../../../src/adapters/kafka/broker/brokerProbe.ts';

/** A server that does this with everyone who connects. Returns its port. */
async function serve(onSocket: (socket: Socket) => void): Promise<number> {
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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const size = Buffer.alloc(2);
  size.writeInt16BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

function int32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32BE(value, index * 4));
  return bytes;
}

/** Answers a Metadata request with these brokers. */
function metadataAnswer(request: Buffer, ids: readonly number[]): Buffer {
  const brokers = ids.map((id) =>
    Buffer.concat([int32(id), text('127.0.0.1'), int32(9092), Buffer.from([0xff, 0xff])]),
  );
  const rest = Buffer.concat([text('cluster-1'), int32(1, 0)]);
  const correlationId = request.readInt32BE(8);
  const body = Buffer.concat([int32(correlationId, 0, ids.length), ...brokers, rest]);
  return Buffer.concat([int32(body.length), body]);
}

const PATIENT_MS = 60_000;

describe('askBroker', () => {
  it('reads the brokers of the cluster, in whatever pieces the answer comes', async () => {
    const port = await serve((socket) =>
      socket.on('data', (request: Buffer) => {
        const answer = metadataAnswer(request, [3, 1]);
        for (const byte of answer) socket.write(Buffer.from([byte]));
      }),
    );
    expect(await askBroker('127.0.0.1', port, PATIENT_MS)).toEqual({
      clusterId: 'cluster-1',
      brokerIds: [1, 3],
    });
  });

  it.each([
    ['hangs up', (socket: Socket) => socket.end()],
    ['is no Kafka', (socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    [
      'answers something else',
      (socket: Socket) => socket.write(Buffer.concat([int32(8, 0x1ab, 0)])),
    ],
    [
      'claims more than it sends',
      (socket: Socket) => socket.write(int32(16, 0x1ab, 0, 2_000_000, 1)),
    ],
  ])('gets no answer from what %s', async (_, behave) => {
    const port = await serve(behave);
    expect(await askBroker('127.0.0.1', port, PATIENT_MS)).toBeNull();
  });

  it('gets none from what stays silent, or is not there', async () => {
    const port = await serve(() => {});
    expect(await askBroker('127.0.0.1', port, 1)).toBeNull();
    expect(await askBroker('127.0.0.1', 1, PATIENT_MS)).toBeNull();
    expect(await answersAtAll('127.0.0.1', 1, PATIENT_MS)).toBe(false);
  });
});
