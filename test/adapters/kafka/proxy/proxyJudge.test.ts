import { describe, expect, it, onTestFinished } from 'vitest';
import {
  kafkaRequestHead,
  pieceFraming,
  type Framing,
} from '../../../../src/adapters/kafka/proxy/framing.ts';
import type { ProxyJudge } from '../../../../src/adapters/kafka/proxy/proxyLink.ts';
import { TcpProxy } from '../../../../src/adapters/kafka/proxy/tcpProxy.ts';
import { eventually } from '../eventually.ts';
import { EchoClient, startEchoServer, type EchoServer } from './echoServer.ts';

/** Each piece is a message, and a number: that of a request and of the answer to it. */
const numbers: Framing = {
  ...pieceFraming,
  requestId: (request) => Number(request),
  responseId: (response) => Number(response),
};

async function judged(
  judge: ProxyJudge,
): Promise<{ readonly echo: EchoServer; readonly proxy: TcpProxy; readonly client: EchoClient }> {
  const echo = await startEchoServer();
  const proxy = await TcpProxy.listen({ listenPort: 0, targetPort: echo.port, framing: numbers });
  onTestFinished(() => proxy.close());
  proxy.judge = judge;
  return { echo, proxy, client: await EchoClient.connect(proxy.port) };
}

describe('TcpProxy with a judge', () => {
  it('loses one request and lets the next one pass', async () => {
    const { echo, proxy, client } = await judged((request, direction) => {
      const isStruck = String(request) === '1' && direction === 'toBroker';
      return isStruck ? { type: 'drop', isSilent: false } : null;
    });
    client.send('1');
    await eventually('it was dropped', () => proxy.droppedCount === 1);
    client.send('2');
    await client.hasReceived('2');
    expect(echo.received()).toBe('2');
  });

  it('lets a connection go silent behind a lost answer', async () => {
    const { echo, proxy, client } = await judged((request, direction) => {
      const isStruck = String(request) === '1' && direction === 'toClient';
      return isStruck ? { type: 'drop', isSilent: true } : null;
    });
    client.send('1');
    await eventually('its answer was dropped', () => proxy.droppedCount === 1);
    client.send('2');
    await eventually('so was the next one', () => proxy.droppedCount === 2);
    expect(echo.received()).toBe('12');
    expect(client.received).toBe('');
    expect(client.ending).toBeNull();
  });

  it('cuts the connection at an answer: the request had arrived', async () => {
    const { echo, client } = await judged((_request, direction) => {
      return direction === 'toClient' ? { type: 'cut' } : null;
    });
    client.send('7');
    expect(await client.isEnded()).toBe('ECONNRESET');
    expect(echo.received()).toBe('7');
  });

  it('delays one message, and those behind it keep their order', async () => {
    const { client } = await judged((request, direction) => {
      const isStruck = String(request) === '1' && direction === 'toBroker';
      return isStruck ? { type: 'delay', delayMs: 30 } : null;
    });
    client.send('1');
    await client.hasReceived('1');
    client.send('2');
    await client.hasReceived('12');
  });
});

describe('kafkaRequestHead', () => {
  it('tells the kind of a request and the client id in its header', () => {
    const request = Buffer.alloc(20);
    request.writeInt32BE(16, 0);
    request.writeInt16BE(8, 4);
    request.writeInt32BE(99, 8);
    request.writeInt16BE(2, 12);
    request.write('c1', 14);
    expect(kafkaRequestHead(request)).toEqual({ api: 8, client: 'c1' });
  });

  it('finds no client in what is too short, or has none', () => {
    expect(kafkaRequestHead(Buffer.alloc(4))).toEqual({ api: -1, client: '' });
    const request = Buffer.alloc(14);
    request.writeInt16BE(-1, 12);
    expect(kafkaRequestHead(request)).toEqual({ api: 0, client: '' });
  });
});
