import { describe, expect, it } from 'vitest';
import { readVectors } from '../../../readVectors.ts';
import { AsyncConsumerScript } from './asyncConsumerScript.ts';
import { ClassicConsumerScript } from './classicConsumerScript.ts';
import type { ConsumerVector } from './consumerScript.ts';

/** Runs a script and compares every step with what Kafka's own consumer did. */
function check(vector: ConsumerVector): void {
  const script =
    vector.protocol === 'classic'
      ? new ClassicConsumerScript(vector)
      : new AsyncConsumerScript(vector);
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

describe.each([
  ['ClassicKafkaConsumer', 'classic', 'consumer-classic', 86, 250],
  ['AsyncKafkaConsumer', 'consumer', 'consumer-848', 45, 200],
] as const)(
  '%s does request by request what Kafka 4.3.1 does',
  (_name, protocol, file, caseCount, scriptCount) => {
    const cases = readVectors<ConsumerVector>('consumer-cases').filter(
      (vector) => vector.protocol === protocol,
    );
    it.each(cases.map((vector) => [vector.name!, vector] as const))('%s', (_case, vector) =>
      check(vector),
    );

    const scripts = readVectors<ConsumerVector>(file);
    it.each(scripts.map((vector) => [vector.id, vector] as const))(
      'random script %i',
      (_id, vector) => check(vector),
    );

    it('has all vectors', () => {
      expect([cases.length, scripts.length]).toEqual([caseCount, scriptCount]);
    });
  },
);
