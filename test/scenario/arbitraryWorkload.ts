import fc from 'fast-check';
import type { RecordsSpec, WorkloadSpec } from '../../src/scenario/scenario.ts';
import { inPercent, ms, simplestFirst } from './choices.ts';

/** What is sent, before the coupons and producers are known. */
export interface WorkloadDraft {
  readonly count: number;
  readonly fromUs: number;
  readonly overUs: number;
  readonly isPoisson: boolean;
  readonly couponPick: 'cycle' | 'random' | 'hot';
  readonly userPick: 'distinct' | 'random' | 'shuffled';
  readonly sends: number;
  /** One request more, which its client repeats. */
  readonly resent: { readonly atUs: number; readonly user: number; readonly sends: number } | null;
  /** When records are sent that nobody can read: dead letters, or the end of each worker. */
  readonly poisonUs: number | null;
}

/** A small sale, of 1 to 50 requests. */
export const arbitraryWorkload: fc.Arbitrary<WorkloadDraft> = fc.record({
  count: fc.integer({ min: 1, max: 50 }),
  fromUs: ms(0, 8_000),
  overUs: fc.oneof(simplestFirst, fc.constant(0), ms(1, 10_000)),
  isPoisson: fc.boolean(),
  couponPick: fc.constantFrom('cycle', 'random', 'hot'),
  userPick: fc.constantFrom('distinct', 'random', 'shuffled'),
  sends: fc.oneof(simplestFirst, { weight: 4, arbitrary: fc.constant(1) }, fc.constant(2)),
  resent: inPercent(
    60,
    fc.record({ atUs: ms(0, 20_000), user: fc.nat(60), sends: fc.integer({ min: 1, max: 4 }) }),
  ),
  poisonUs: inPercent(20, ms(0, 10_000)),
});

/** The draft as a scenario says it. */
export function buildWorkload(
  draft: WorkloadDraft,
  topic: string,
  couponIds: readonly string[],
  producers: readonly string[],
): WorkloadSpec[] {
  const { count, fromUs, overUs, isPoisson, couponPick, userPick, sends, resent, poisonUs } = draft;
  const workload: WorkloadSpec[] = [
    {
      type: 'requests',
      fromUs,
      overUs,
      arrival: overUs === 0 ? 'burst' : isPoisson ? 'poisson' : 'uniform',
      count,
      topic,
      producers,
      coupons: { ids: couponIds, pick: couponPick, hotPercent: couponPick === 'hot' ? 80 : 0 },
      users: { pick: userPick, first: 1, of: userPick === 'random' ? 30 : count },
      sends,
    },
  ];
  if (poisonUs !== null) workload.push(poisonOf(poisonUs, topic, producers[0]!));
  if (resent === null) return workload;
  workload.push({
    type: 'request',
    atUs: resent.atUs,
    topic,
    producer: producers[0]!,
    requestId: 'REQ-1001',
    couponId: couponIds[0]!,
    userId: String(resent.user),
    sends: resent.sends,
    everyUs: 50_000,
  });
  return workload;
}

/** Records that no handler can read, amid the others. */
function poisonOf(atUs: number, topic: string, producer: string): RecordsSpec {
  const keys = ['1', '2', null];
  return {
    type: 'records',
    atUs,
    everyUs: 500_000,
    topic,
    producer,
    records: keys.map((key) => ({ key, value: 'no request', partition: null })),
  };
}
