import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { propertyRuns, propertySeed, propertyTimeoutMs } from '../propertySettings.ts';
import { convergenceProblem } from './finalAssignment.ts';
import type { GroupKind, GroupStep } from './groupWorld.ts';
import { Exposure, GroupWorld } from './groupWorld.ts';

/**
 * Once nothing disturbs it any more, a group is at rest within this virtual time: a broker is
 * missed after 3 s, a member after its session of 6 s, or after 10 s if it has to join or to give
 * something back; and each can come after the other.
 */
const QUIET_S = 30;

const KINDS: readonly GroupKind[] = [
  { protocol: 'eager', assignor: 'range', isStatic: false },
  { protocol: 'eager', assignor: 'roundrobin', isStatic: false },
  { protocol: 'eager', assignor: 'sticky', isStatic: false },
  { protocol: 'eager', assignor: 'range', isStatic: true },
  { protocol: 'cooperative', assignor: 'cooperative-sticky', isStatic: false },
  { protocol: 'cooperative', assignor: 'cooperative-sticky', isStatic: true },
  { protocol: 'consumer', assignor: 'uniform', isStatic: false },
  { protocol: 'consumer', assignor: 'range', isStatic: false },
  { protocol: 'consumer', assignor: 'uniform', isStatic: true },
];

const step: fc.Arbitrary<GroupStep> = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 9000 })),
  member: fc.nat(4),
  deed: fc.constantFrom(
    'start',
    'start',
    'close',
    'crash',
    'pause',
    'resume',
    'subscribe to one',
    'subscribe to both',
    'crash the coordinator',
  ),
});

const tape = fc.record({
  partitions: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 })),
  clients: fc.integer({ min: 2, max: 5 }),
  seed: fc.nat(1_000_000),
  steps: fc.array(step, { minLength: 1, maxLength: 10 }),
});

const RUNS = propertyRuns(12);
const exposure = new Exposure();

/** Everything that a run of the model must have met, or it proves little. */
const NEEDED = [
  'start',
  'close',
  'crash',
  'pause',
  'subscribe to one',
  'coordinator lost',
  'coordinator lost in mid-rebalance',
  'rebalances',
  'revocations judged',
  'removed: session expired',
  'removed: left',
  'committed offsets compared',
];

describe('random members, whatever the protocol', () => {
  it.each(KINDS)(
    '$protocol, $assignor, static: $isStatic',
    (kind) => {
      fc.assert(
        fc.property(tape, ({ partitions, clients, seed, steps }) => {
          const world = new GroupWorld(kind, partitions, clients, seed, exposure);
          world.clients[0]!.start();
          world.clients[1]!.start();
          for (const each of steps) world.act(each);
          world.heal();
          world.advance(QUIET_S * 1_000_000);
          expect(convergenceProblem(world, kind)).toBeNull();
          world.checkOffsets();
        }),
        { numRuns: RUNS, seed: propertySeed },
      );
    },
    propertyTimeoutMs,
  );

  it('met all that could go wrong', () => {
    const missing = NEEDED.filter((what) => (exposure.counts.get(what) ?? 0) === 0);
    expect(missing).toEqual([]);
  });
});

afterAll(() => {
  const counts = [...exposure.counts].map(([what, count]) => `${what} ${count}`);
  process.stdout.write(
    `${KINDS.length} kinds of groups, ${RUNS} runs each: ${counts.sort().join(', ')}\n`,
  );
});
