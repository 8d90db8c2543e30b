import { describe, expect, it } from 'vitest';
import { readVectors } from '../../../readVectors.ts';
import type { ConsumerVector } from './consumerScript.ts';
import { ConsumerScript } from './consumerScript.ts';

/** Runs a script and compares every step with what Kafka's own consumer did. */
function check(vector: ConsumerVector): void {
  const script = new ConsumerScript(vector);
  let client: unknown = null;
  for (const step of vector.steps) {
    const name = vector.name ?? `id ${vector.id}`;
    const where = `${name}, step ${step.n} (${step.op} at ${step.t} ms)`;
    expect(script.nowMs, where).toBe(step.t);
    const result = script.run(step);
    expect(result.events ?? [], where).toEqual(step.events ?? []);
    expect(result.returned, where).toEqual(step.returned);
    expect(result.throws, where).toBe(step.throws);
    client = step.client ?? client ?? result.client;
    expect(result.client, where).toEqual(client);
  }
}

describe('ClassicKafkaConsumer does request by request what Kafka 4.3.1 does', () => {
  const cases = readVectors<ConsumerVector>('consumer-cases').filter(
    ({ protocol }) => protocol === 'classic',
  );
  it.each(cases.map((vector) => [vector.name!, vector] as const))('%s', (_name, vector) =>
    check(vector),
  );

  const scripts = readVectors<ConsumerVector>('consumer-classic');
  it.each(scripts.map((vector) => [vector.id, vector] as const))(
    'random script %i',
    (_id, vector) => check(vector),
  );

  it('has all vectors', () => {
    expect([cases.length, scripts.length]).toEqual([86, 250]);
  });
});
