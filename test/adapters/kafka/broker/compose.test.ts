import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { KAFKA_VERSION } from '../../../../src/adapters/kafka/broker/kafkaJars.ts';
import { planNodes } from '../../../../src/adapters/kafka/broker/nodePlan.ts';
import {
  LAB_SESSION_TIMEOUTS,
  serverProperties,
} from '../../../../src/adapters/kafka/broker/serverProperties.ts';

interface Compose {
  readonly services: {
    readonly kafka: {
      readonly image: string;
      readonly ports: readonly string[];
      readonly environment: Readonly<Record<string, string>>;
    };
  };
}

const PATH = join(import.meta.dirname, '..', '..', '..', '..', 'compose.yaml');
const { kafka } = (parse(readFileSync(PATH, 'utf8')) as Compose).services;

/** Read by the image's own scripts, not by Kafka. */
const OF_THE_IMAGE = ['CLUSTER_ID', 'KAFKA_HEAP_OPTS'];

/** The image's rule for names: a dot becomes one underscore, an underscore two, a dash three. */
function propertyName(variable: string): string {
  return variable
    .replace(/^KAFKA_/, '')
    .toLowerCase()
    .replace(/_+/g, (underscores) => ['.', '_', '-'][underscores.length - 1]!);
}

describe('compose.yaml', () => {
  const ours = Object.entries(kafka.environment).filter(([name]) => !OF_THE_IMAGE.includes(name));
  const properties = Object.fromEntries(ours.map(([name, value]) => [propertyName(name), value]));
  const nodes = planNodes(1, 29_092);
  const cluster = {
    host: 'localhost',
    nodes,
    sessions: LAB_SESSION_TIMEOUTS,
    overrides: {},
  };
  const folders = { data: '/var/lib/kafka/data', metadata: '/not/set/in/docker' };
  const local = serverProperties(nodes[0]!, cluster, folders);

  it('runs the Kafka that the lab runs', () => {
    expect(kafka.image).toBe(`apache/kafka:${KAFKA_VERSION}`);
  });

  it('has the settings of the broker without Docker, and no others', () => {
    // In its own machine the broker listens for the outside; its metadata lie with the data.
    const everywhere = local.listeners!.replace(/(DIRECT|PROXIED):\/\/localhost/g, '$1://0.0.0.0');
    const wanted: Record<string, string> = { ...local, listeners: everywhere };
    delete wanted['metadata.log.dir'];
    expect(properties).toEqual(wanted);
  });

  it('publishes the listeners for clients, to this machine only', () => {
    const { direct, behindProxy } = nodes[0]!.ports;
    expect(kafka.ports).toEqual([direct, behindProxy].map((port) => `127.0.0.1:${port}:${port}`));
  });
});
