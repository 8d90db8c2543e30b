import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { answersAtAll, askBroker } from '../../../../src/adapters/kafka/broker/brokerProbe.ts';
import { int32, metadataAnswer, serve } from './fakeBroker.ts';

const PATIENT_MS = 60_000;

describe('askBroker', () => {
  it('reads the brokers of the cluster, in whatever pieces the answer comes', async () => {
    const port = await serve((socket) =>
      socket.on('data', (request: Buffer) => {
        const answer = metadataAnswer(request, 'cluster-1', [3, 1]);
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
