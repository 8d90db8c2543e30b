import { describe, expect, it, onTestFinished } from 'vitest';
import { TcpProxy, type TcpProxyOptions } from '../../../../src/adapters/kafka/proxy/tcpProxy.ts';
import { eventually } from '../eventually.ts';
import { EchoClient, startEchoServer, type EchoServer } from './echoServer.ts';

interface Setup {
  readonly echo: EchoServer;
  readonly proxy: TcpProxy;
  readonly client: EchoClient;
}

async function startProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const proxy = await TcpProxy.listen(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** An echo server behind a proxy, and a client that has had one answer through it. */
async function setUp(): Promise<Setup> {
  const echo = await startEchoServer();
  const proxy = await startProxy({ listenPort: 0, targetPort: echo.port });
  const client = await EchoClient.connect(proxy.port);
  client.send('hello ');
  await client.hasReceived('hello ');
  return { echo, proxy, client };
}

/** A second client that is not faulted marks that the proxy had its turn. */
async function roundTrip(port: number): Promise<void> {
  const client = await EchoClient.connect(port);
  client.send('ping');
  await client.hasReceived('ping');
}

describe('TcpProxy without faults', () => {
  it('passes on what is sent, both ways, and more than a socket holds at a time', async () => {
    const { proxy, client } = await setUp();
    const big = 'x'.repeat(3_000_000);
    client.send(big);
    await eventually('all came back', () => client.received.length === big.length + 6);
    expect(proxy.linkCount).toBe(1);
  });

  it('passes on an end, after all that was sent before it', async () => {
    const { proxy, client } = await setUp();
    client.socket.end('bye');
    await client.hasReceived('hello bye');
    expect(await client.isEnded()).toBe('end');
    await eventually('no connection is left', () => proxy.linkCount === 0);
  });

  it('resets clients whose broker is not there', async () => {
    const proxy = await startProxy({ listenPort: 0, targetPort: 1 });
    const client = await EchoClient.connect(proxy.port);
    expect(await client.isEnded()).toBe('ECONNRESET');
    await eventually('no connection is left', () => proxy.linkCount === 0);
  });

  it('says so if its port is taken', async () => {
    const { proxy } = await setUp();
    const second = TcpProxy.listen({ listenPort: proxy.port, targetPort: 1 });
    await expect(second).rejects.toThrow(`the proxy's port ${proxy.port} is taken`);
  });
});

describe('TcpProxy with faults', () => {
  it('holds what goes to the broker until the way is clear', async () => {
    const { echo, proxy, client } = await setUp();
    proxy.hold('toBroker');
    client.send('held ');
    await eventually('the proxy holds it', () => proxy.waitingCount === 1);
    client.send('too ');
    await eventually('and the next', () => proxy.waitingCount === 2);
    proxy.clear('toClient');
    expect(echo.received()).toBe('hello ');
    proxy.clear('toBroker');
    client.send('now');
    await client.hasReceived('hello held too now');
    expect(proxy.waitingCount).toBe(0);
  });

  it('holds answers: the broker has acted, the client does not know', async () => {
    const { echo, proxy, client } = await setUp();
    proxy.hold('toClient');
    client.send('order');
    await eventually('the proxy holds the answer', () => proxy.waitingCount === 1);
    expect(echo.received()).toBe('hello order');
    expect(client.received).toBe('hello ');
    proxy.clear();
    await client.hasReceived('hello order');
  });

  it('drops what goes to the broker, for good', async () => {
    const { echo, proxy, client } = await setUp();
    proxy.drop('toBroker');
    client.send('lost');
    await eventually('it is gone', () => proxy.droppedCount === 1);
    proxy.clear();
    client.send('kept');
    await client.hasReceived('hello kept');
    expect(echo.received()).toBe('hello kept');
  });

  it('drops answers', async () => {
    const { echo, proxy, client } = await setUp();
    proxy.drop('toClient');
    client.send('done ');
    await eventually('the answer is gone', () => proxy.droppedCount === 1);
    expect(echo.received()).toBe('hello done ');
    proxy.clear();
    client.send('again');
    await client.hasReceived('hello again');
  });

  it('delays one direction, and keeps the order when the delay ends', async () => {
    const { echo, proxy, client } = await setUp();
    proxy.delay('toBroker', 60);
    const sentMs = performance.now();
    client.send('late ');
    await client.hasReceived('hello late ');
    expect(performance.now() - sentMs).toBeGreaterThanOrEqual(60);

    proxy.delay('toBroker', 100_000);
    client.send('very late ');
    await eventually('it is under way', () => proxy.waitingCount === 1);
    const other = await EchoClient.connect(proxy.port);
    proxy.delay('toBroker', 0);
    other.send('at once');
    await other.hasReceived('at once');
    expect(echo.received()).toBe('hello late at once');
  });

  it('never lets a message overtake another', async () => {
    const { proxy, client } = await setUp();
    let sent = 'hello ';
    for (let turn = 0; turn < 60; turn += 1) {
      proxy.delay('toBroker', (turn * 7) % 23);
      proxy.delay('toClient', (turn * 5) % 17);
      if (turn % 20 === 10) proxy.hold('toBroker');
      if (turn % 20 === 15) proxy.clear();
      client.send(`${turn} `);
      sent += `${turn} `;
      await new Promise((resolve) => setImmediate(resolve));
    }
    proxy.clear();
    await client.hasReceived(sent);
  });

  it('cuts connections with a reset, and takes new ones', async () => {
    const { proxy, client } = await setUp();
    proxy.hold('toBroker');
    client.send('never');
    await eventually('the proxy holds it', () => proxy.waitingCount === 1);
    expect(proxy.cut()).toBe(1);
    expect(await client.isEnded()).toBe('ECONNRESET');
    expect(proxy.linkCount).toBe(0);
    proxy.clear();
    await roundTrip(proxy.port);
  });

  it('refuses new connections and leaves the old ones', async () => {
    const { proxy, client } = await setUp();
    proxy.refuse();
    const refused = await EchoClient.connect(proxy.port);
    expect(await refused.isEnded()).toBe('ECONNRESET');
    client.send('still here');
    await client.hasReceived('hello still here');
    proxy.clear('toBroker');
    expect(await (await EchoClient.connect(proxy.port)).isEnded()).toBe('ECONNRESET');
    proxy.clear();
    await roundTrip(proxy.port);
  });

  it('loses one answer: the broker has acted, the client sees the connection go', async () => {
    const { echo, proxy, client } = await setUp();
    const other = await EchoClient.connect(proxy.port);
    const lost = proxy.loseNextResponse((request) => request.includes('pay'));
    other.send('look');
    await other.hasReceived('look');
    client.send('pay');
    await lost;
    expect(await client.isEnded()).toBe('ECONNRESET');
    expect(client.received).toBe('hello ');
    expect(echo.received()).toBe('hello lookpay');
    other.send(' again, pay');
    await other.hasReceived('look again, pay');
  });

  it('waits for another request if the connection went before the answer', async () => {
    const { proxy, client } = await setUp();
    const lost = proxy.loseNextResponse();
    proxy.hold('toBroker');
    client.send('pay');
    await eventually('the proxy holds it', () => proxy.waitingCount === 1);
    proxy.cut();
    proxy.clear();
    const again = await EchoClient.connect(proxy.port);
    again.send('pay again');
    await lost;
    expect(await again.isEnded()).toBe('ECONNRESET');
    expect(again.received).toBe('');
  });
});
