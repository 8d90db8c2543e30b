import { createServer } from 'node:net';
import { KafkaProblem } from './kafkaProblem.ts';
import { neededPorts, planNodes, type BrokerCount, type NodePlan } from './nodePlan.ts';

/**
 * Where blocks of ports begin. All lie below the range from which systems take ports for outgoing
 * connections: a broker that restarts finds its port free again.
 */
const FIRST_BLOCK = 20_092;
const BLOCK_SIZE = 100;
const BLOCK_COUNT = 120;

/** The port that is tried first: the same from start to start, if nobody else has it. */
export const USUAL_FIRST_PORT = 29_092;

/** True if a server could listen on that port of this machine now. */
export async function isPortFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}

/** The nodes on the ports asked for. Rejects with KafkaProblem, naming the ports that are taken. */
export async function planOnPorts(brokers: BrokerCount, firstPort: number): Promise<NodePlan[]> {
  const highest = 65_535 - Math.max(...neededPorts(planNodes(brokers, 0)));
  if (!Number.isSafeInteger(firstPort) || firstPort < 1 || firstPort > highest) {
    const text = `the first port: a whole number from 1 to ${highest} is needed`;
    throw new KafkaProblem('misuse', text);
  }
  const nodes = planNodes(brokers, firstPort);
  const ports = neededPorts(nodes);
  const taken: number[] = [];
  for (const port of ports) if (!(await isPortFree(port))) taken.push(port);
  if (taken.length === 0) return nodes;
  const which = taken.length === 1 ? `port ${taken[0]} is` : `ports ${taken.join(', ')} are`;
  const advice = 'name another first port, or none: then free ones are chosen';
  throw new KafkaProblem('unable', `${which} taken by another program: ${advice}`);
}

/**
 * The nodes on free ports: `preferred` first, then block by block from a block that `draw` (0 to
 * below 1) picks, so that clusters that start at the same time rarely try the same.
 */
export async function planOnFreePorts(
  brokers: BrokerCount,
  preferred: readonly number[],
  draw: () => number = Math.random,
): Promise<NodePlan[]> {
  const start = Math.floor(draw() * BLOCK_COUNT);
  const blocks = Array.from(
    { length: BLOCK_COUNT },
    (_, index) => FIRST_BLOCK + ((start + index) % BLOCK_COUNT) * BLOCK_SIZE,
  );
  for (const firstPort of [...preferred, ...blocks]) {
    const nodes = planNodes(brokers, firstPort);
    if (await areAllFree(neededPorts(nodes))) return nodes;
  }
  throw new KafkaProblem('unable', 'no free ports: too many programs listen on this machine');
}

async function areAllFree(ports: readonly number[]): Promise<boolean> {
  for (const port of ports) if (!(await isPortFree(port))) return false;
  return true;
}
