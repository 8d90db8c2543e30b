import { describe, expect, it } from 'vitest';
import { Kernel } from '../../src/sim/kernel.ts';
import type { ConnectionEnd, NetworkMessage } from '../../src/sim/network.ts';
import { Network } from '../../src/sim/network.ts';

interface Note extends NetworkMessage {
  readonly n: number;
}

function newWorld(seed: number, minUs = 10, maxUs = 200) {
  const kernel = new Kernel(seed);
  const network = new Network(kernel, () => ({ minUs, maxUs }));
  const client = kernel.createProcess('client');
  const server = kernel.createProcess('server');
  client.onCrash(() => network.processCrashed(client));
  server.onCrash(() => network.processCrashed(server));
  const log: string[] = [];
  const end = (name: string): ConnectionEnd => ({
    onMessage: (message) => void log.push(`${name} ${(message as Note).n}`),
    onClosed: () => void log.push(`${name} closed`),
  });
  const connection = network.connect(client, end('client'), server);
  connection.serverEnd = end('server');
  return { kernel, network, client, server, connection, log };
}

const note = (n: number): Note => ({ label: 'Note', n });

describe('Network', () => {
  it('keeps the order of a connection however the latencies fall', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const { kernel, connection, log } = newWorld(seed);
      for (let n = 0; n < 10; n++) connection.sendToServer(note(n));
      kernel.runSync();
      expect(log).toEqual(Array.from({ length: 10 }, (_, n) => `server ${n}`));
    }
  });

  it('tells the living end of a connection when the other process dies', () => {
    const { kernel, server, connection, log } = newWorld(1);
    connection.sendToServer(note(1));
    kernel.schedule(1000, () => server.crash(), undefined);
    kernel.schedule(2000, () => connection.sendToServer(note(2)), undefined);
    kernel.runSync();
    expect(log).toEqual(['server 1', 'client closed']);
    expect(connection.isOpen).toBe(false);
  });

  it('counts messages with the watched label while they are on their way', () => {
    const { kernel, network, server, connection } = newWorld(1, 10, 10);
    network.watchedLabel = 'Note';
    network.interceptor = (_from, _to, message) =>
      (message as Note).n === 0 ? { type: 'drop' } : null;
    for (const n of [0, 1, 2]) connection.sendToServer(note(n));
    connection.sendToServer({ label: 'Other' });
    expect(network.watchedInFlight).toBe(2);
    // One arrives; the other finds a dead machine. Neither is on its way any more.
    kernel.schedule(5, () => connection.sendToServer(note(3)), undefined);
    kernel.schedule(12, () => server.crash(), undefined);
    kernel.runSync({ untilUs: 11 });
    expect(network.watchedInFlight).toBe(1);
    kernel.runSync();
    expect(network.watchedInFlight).toBe(0);
  });

  it('drops, delays and cuts as the interceptor says', () => {
    const { kernel, network, connection, log } = newWorld(1, 10, 10);
    network.interceptor = (_from, _to, message) => {
      switch ((message as Note).n) {
        case 1:
          return { type: 'drop' };
        case 2:
          return { type: 'deliver', extraUs: 500 };
        case 4:
          return { type: 'cut' };
        default:
          return null;
      }
    };
    for (const n of [0, 1, 2]) connection.sendToServer(note(n));
    kernel.runSync();
    expect([kernel.nowUs, log]).toEqual([510, ['server 0', 'server 2']]);
    connection.sendToServer(note(3));
    connection.sendToServer(note(4));
    connection.sendToServer(note(5));
    kernel.runSync();
    expect(log.slice(2).sort()).toEqual(['client closed', 'server 3', 'server closed']);
  });

  it('holds messages for a paused process until it goes on', () => {
    const { kernel, server, connection, log } = newWorld(1, 10, 10);
    server.pause();
    connection.sendToServer(note(1));
    kernel.schedule(500, () => server.resume(), undefined);
    kernel.runSync({ untilUs: 499 });
    expect(log).toEqual([]);
    kernel.runSync();
    expect(log).toEqual(['server 1']);
  });
});
