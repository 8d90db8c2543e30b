import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  isPortFree,
  planOnFreePorts,
  planOnPorts,
} from '../../../../src/adapters/kafka/broker/freePorts.ts';
import { neededPorts } from '../../../../src/adapters/kafka/broker/nodePlan.ts';

/** Takes a port; 0: any. Returns which. */
async function takePort(port: number): Promise<number> {
  const server = createServer();
  onTestFinished(async () => {
    await new Promise((resolve) => server.close(resolve));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('isPortFree', () => {
  it('tells taken ports from free ones', async () => {
    const port = await takePort(0);
    expect(await isPortFree(port)).toBe(false);
  });
});

describe('planOnFreePorts', () => {
  it('chooses a block of which every port is free', async () => {
    const nodes = await planOnFreePorts(3, []);
    for (const port of neededPorts(nodes)) expect(await isPortFree(port)).toBe(true);
  });

  it('prefers the ports of the last time', async () => {
    const first = (await planOnFreePorts(1, []))[0]!.ports.direct;
    expect((await planOnFreePorts(1, [first]))[0]!.ports.direct).toBe(first);
  });

  it('takes others if a single one is taken, even one that only a proxy needs', async () => {
    const [node] = await planOnFreePorts(1, []);
    await takePort(node!.ports.proxy);
    const [other] = await planOnFreePorts(1, [node!.ports.direct]);
    expect(other!.ports.direct).not.toBe(node!.ports.direct);
  });

  it('stays below the ports that systems give to outgoing connections', async () => {
    for (const draw of [0, 0.5, 0.999]) {
      const nodes = await planOnFreePorts(3, [], () => draw);
      expect(Math.max(...neededPorts(nodes))).toBeLessThan(32_768);
    }
  });
});

describe('planOnPorts', () => {
  it('names the ports that are taken', async () => {
    const [node] = await planOnFreePorts(1, []);
    await takePort(node!.ports.controller);
    const planning = planOnPorts(1, node!.ports.direct);
    await expect(planning).rejects.toThrow(`port ${node!.ports.controller} is taken`);
  });

  it.each([0, -1, 1.5, NaN, 65_533])('refuses %d as the first port', async (firstPort) => {
    await expect(planOnPorts(1, firstPort)).rejects.toThrow('from 1 to 65532');
  });
});
