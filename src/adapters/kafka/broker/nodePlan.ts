/** One or three brokers. */
export type BrokerCount = 1 | 3;

/** Ports of a node, all on 127.0.0.1. */
export interface NodePorts {
  /** Where tools and other brokers connect. */
  readonly direct: number;
  /** Where the controller listens. */
  readonly controller: number;
  /** Where the broker listens for what comes through a proxy. */
  readonly behindProxy: number;
  /** What the broker tells those clients: the proxy listens there. */
  readonly proxy: number;
}

/** One process of the cluster. */
export interface NodePlan {
  readonly id: number;
  readonly isBroker: boolean;
  readonly isController: boolean;
  readonly ports: NodePorts;
}

/** Where a proxy for the clients of one broker must stand. */
export interface ProxyPlace {
  readonly nodeId: number;
  /** Clients are sent there once they have bootstrapped through a proxy. */
  readonly listenPort: number;
  /** The broker's own port for them. */
  readonly targetPort: number;
}

/** Where the proxy of this broker must stand. */
export function proxyPlaceOf({ id, ports }: NodePlan): ProxyPlace {
  return { nodeId: id, listenPort: ports.proxy, targetPort: ports.behindProxy };
}

/** Node of the controller when there are three brokers: brokers can fail and decisions go on. */
const LONE_CONTROLLER_ID = 9;
const PORTS_PER_NODE = 10;

/**
 * The nodes of a cluster: node 1 is broker and controller, or brokers 1 to 3 have the controller
 * 9. Ports are `firstPort` and a few after it for each, ten apart.
 */
export function planNodes(brokers: BrokerCount, firstPort: number): NodePlan[] {
  const node = (id: number, slot: number, isBroker: boolean, isController: boolean): NodePlan => {
    const direct = firstPort + slot * PORTS_PER_NODE;
    const ports = {
      direct,
      controller: direct + 1,
      behindProxy: direct + 2,
      proxy: direct + 3,
    };
    return { id, isBroker, isController, ports };
  };
  if (brokers === 1) return [node(1, 0, true, true)];
  return [
    node(1, 0, true, false),
    node(2, 1, true, false),
    node(3, 2, true, false),
    node(LONE_CONTROLLER_ID, 3, false, true),
  ];
}

/** The ports that a node's own process listens on. */
export function listenedPorts({ isBroker, isController, ports }: NodePlan): number[] {
  return [
    ...(isBroker ? [ports.direct, ports.behindProxy] : []),
    ...(isController ? [ports.controller] : []),
  ];
}

/** All ports that the cluster needs, those of its proxies included. */
export function neededPorts(nodes: readonly NodePlan[]): number[] {
  return nodes.flatMap((node) => [
    ...listenedPorts(node),
    ...(node.isBroker ? [node.ports.proxy] : []),
  ]);
}
