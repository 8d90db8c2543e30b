import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fate } from './fakeBrokers.ts';
import { newWorld } from './producerWorld.ts';

const FATE = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Fate>({ type: 'answer' }) },
  fc.constantFrom<Fate>(
    { type: 'refuse', error: 'NOT_ENOUGH_REPLICAS' },
    { type: 'refuse', error: 'INVALID_RECORD' },
    { type: 'refuse', error: 'MESSAGE_TOO_LARGE' },
    { type: 'write-then', error: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND' },
    { type: 'write-then', error: 'REQUEST_TIMED_OUT' },
    { type: 'cut', written: true },
    { type: 'cut', written: false },
    { type: 'lose', written: true },
    { type: 'lose', written: false },
  ),
);
const SENDS = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 30 }),
    partition: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 1, maxLength: 40 },
);

/**
 * Plays sends under faults until everything has its outcome. First of all each partition gets one
 * record without trouble: as long as a leader knows nothing of a producer it takes any sequence
 * number, so the very first batches are not protected.
 */
function playFaults(
  config: Record<string, string>,
  sends: readonly { readonly afterMs: number; readonly partition: number }[],
  fates: readonly Fate[],
) {
  const world = newWorld(
    { 'batch.size': '200', 'request.timeout.ms': '100', 'linger.ms': '2', ...config },
    { leaders: [1, 2] },
  );
  let index = 0;
  for (const partition of [0, 1]) world.send(`first-${partition}`, null, partition);
  world.at(50, () => {
    world.brokers.fateOf = () => fates[index++] ?? { type: 'answer' };
  });
  let ms = 50;
  sends.forEach(({ afterMs, partition }, number) => {
    ms += afterMs;
    world.at(ms, () => world.send(`v${number}`, null, partition));
  });
  world.kernel.runSync({ eventLimit: 100_000 });
  return world;
}

describe('KafkaProducer under faults', () => {
  it('gives every record one outcome, and what it says of the log is true', () => {
    const configs = fc.constantFrom<Record<string, string>>(
      {},
      { 'delivery.timeout.ms': '250' },
      { 'enable.idempotence': 'false' },
      { 'enable.idempotence': 'false', 'delivery.timeout.ms': '250' },
      { 'enable.idempotence': 'false', retries: '1' },
      { 'max.in.flight.requests.per.connection': '1' },
    );
    fc.assert(
      fc.property(configs, SENDS, fc.array(FATE, { maxLength: 25 }), (config, sends, fates) => {
        const { brokers, seen } = playFaults(config, sends, fates);
        const sent = ['first-0', 'first-1', ...sends.map((_, number) => `v${number}`)];
        expect(seen.map(({ value }) => value).sort()).toEqual(sent.sort());
        for (const { value, outcome } of seen) {
          if (!('error' in outcome)) {
            expect(brokers.values(outcome.partition)[outcome.offset]).toBe(value);
          } else if (outcome.definite) {
            expect([...brokers.values(0), ...brokers.values(1)]).not.toContain(value);
          }
        }
      }),
    );
  });

  it('idempotent: no record twice, and the order of sending in each partition', () => {
    fc.assert(
      fc.property(SENDS, fc.array(FATE, { maxLength: 25 }), (sends, fates) => {
        // A record that fails for good may be sent again by nobody, so only retriable faults here.
        const retriable = fates.filter(
          (fate) => fate.type !== 'refuse' || fate.error === 'NOT_ENOUGH_REPLICAS',
        );
        const { brokers, seen } = playFaults({}, sends, retriable);
        expect(seen.every(({ outcome }) => !('error' in outcome))).toBe(true);
        for (const partition of [0, 1]) {
          const sent = sends.flatMap((send, i) => (send.partition === partition ? [`v${i}`] : []));
          expect(brokers.values(partition)).toEqual([`first-${partition}`, ...sent]);
        }
      }),
    );
  });
});
