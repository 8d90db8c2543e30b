import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isKafkaRequest, kafkaFraming } from '../../../../src/adapters/kafka/proxy/framing.ts';
import { TcpProxy } from '../../../../src/adapters/kafka/proxy/tcpProxy.ts';
import { eventually } from '../eventually.ts';
import { EchoClient, startEchoServer } from './echoServer.ts';

/** A request, or, as its echo, a response whose correlation id is the request's first bytes. */
function message(api: number, correlationId: number, body = ''): Buffer {
  const bytes = Buffer.alloc(12 + Buffer.byteLength(body));
  bytes.writeInt32BE(bytes.length - 4, 0);
  bytes.writeInt16BE(api, 4);
  bytes.writeInt32BE(correlationId, 8);
  bytes.write(body, 12);
  return bytes;
}

describe('kafkaFraming', () => {
  it('cuts whole messages out of whatever pieces come', () => {
    const bodies = fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 6 });
    const sizes = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1 });
    fc.assert(
      fc.property(bodies, sizes, (texts, pieces) => {
        const messages = texts.map((text, index) => message(index, 100 + index, text));
        const stream = Buffer.concat(messages);
        const cut = kafkaFraming.newCutter();
        const found: Buffer[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = pieces[turn % pieces.length]!;
          found.push(...cut(stream.subarray(at, at + size)));
          at += size;
        }
        expect(found.map(String)).toEqual(messages.map(String));
        expect(found.map((one) => kafkaFraming.requestId(one))).toEqual(
          texts.map((_, index) => 100 + index),
        );
      }),
    );
  });

  it('tells requests by their kind', () => {
    const isProduce = isKafkaRequest('Produce');
    expect(isProduce(message(0, 1))).toBe(true);
    expect(isProduce(message(3, 1))).toBe(false);
    expect(isProduce(Buffer.alloc(3))).toBe(false);
  });

  it('lets a proxy drop whole messages, so that the connection stays of use', async () => {
    const echo = await startEchoServer();
    const proxy = await TcpProxy.listen({
      listenPort: 0,
      targetPort: echo.port,
      framing: kafkaFraming,
    });
    onTestFinished(() => proxy.close());
    const client = await EchoClient.connect(proxy.port);
    const [first, second] = [message(3, 1, 'first'), message(3, 2, 'second')];
    // Half a message is no message: it waits for its other half.
    client.send(first.subarray(0, 7));
    proxy.drop('toClient');
    client.send(first.subarray(7));
    await eventually('the answer is gone', () => proxy.droppedCount === 1);
    expect(echo.received()).toBe(first.toString());
    proxy.clear();
    client.send(second);
    await client.hasReceived(second.toString());
  });
});
