import type { PostgresRunSchema } from '../adapters/postgres/postgresRunSchema.ts';
import type { EventOf, HistoryEvent } from '../history/event.ts';
import type { Scenario } from '../scenario/scenario.ts';

type Effect = EventOf<'EffectCommitted'>;
type EffectFields = Pick<
  Effect,
  'topic' | 'partition' | 'offset' | 'requestId' | 'couponId' | 'userId' | 'issued' | 'outcome'
>;

/**
 * Adds the effects that are in the database and that nobody told: their process died after the
 * COMMIT was sent and before the answer, or the answer was lost. Each stands where the attempt that
 * caused it ended.
 */
export async function addMissingEffects(
  events: readonly HistoryEvent[],
  schema: Pick<PostgresRunSchema, 'results' | 'userCoupons'>,
  coupons: Scenario['coupons'],
): Promise<readonly HistoryEvent[]> {
  const told = new Set<string>();
  for (const event of events) {
    if (event.type === 'EffectCommitted') told.add(effectKey(event));
  }
  const stored = await storedEffects(schema);
  const missing = [...stored.values()].filter((effect) => !told.has(effectKey(effect)));
  if (missing.length === 0) return events;
  return missing.reduce<readonly HistoryEvent[]>((all, effect) => {
    return insertEffect(all, effect, coupons);
  }, events);
}

/** By record: what the tables say that it has changed. */
async function storedEffects(
  schema: Pick<PostgresRunSchema, 'results' | 'userCoupons'>,
): Promise<ReadonlyMap<string, EffectFields>> {
  const stored = new Map<string, EffectFields>();
  for (const { origin, requestId, couponId, userId, outcome } of await schema.results()) {
    const effect = { ...origin, requestId, couponId, userId, issued: 0, outcome };
    stored.set(effectKey(effect), effect);
  }
  for (const { origin, requestId, couponId, userId } of await schema.userCoupons()) {
    const key = effectKey({ ...origin, requestId });
    const former = stored.get(key) ?? { ...origin, requestId, couponId, userId, outcome: '' };
    const issued = 'issued' in former ? former.issued : 0;
    stored.set(key, { ...former, issued: issued + 1 });
  }
  return stored;
}

function effectKey(effect: Pick<Effect, 'topic' | 'partition' | 'offset' | 'requestId'>): string {
  return `${effect.topic}-${effect.partition}@${effect.offset} ${effect.requestId}`;
}

function insertEffect(
  events: readonly HistoryEvent[],
  effect: EffectFields,
  coupons: Scenario['coupons'],
): readonly HistoryEvent[] {
  const index = endOfAttempt(events, effect);
  const end = events[index];
  if (end === undefined) return events;
  const { topic, partition, offset, requestId, couponId, userId, issued, outcome } = effect;
  const added: Effect = {
    type: 'EffectCommitted',
    atUs: end.atUs,
    process: end.process,
    topic,
    partition,
    offset,
    requestId,
    couponId,
    userId,
    issued,
    deducted: issued,
    outcome,
    stockAfter: issued === 0 ? -1 : missingStock(events, couponId, coupons),
  };
  return [...events.slice(0, index), added, ...events.slice(index)];
}

/**
 * Index of the event that ended the first attempt at the record of which nobody knows how it ended:
 * a failed one, or the end of the process. -1: nobody had it in hand.
 */
function endOfAttempt(events: readonly HistoryEvent[], effect: EffectFields): number {
  let process: string | null = null;
  for (const [index, event] of events.entries()) {
    if (event.type === 'HandlerStarted' && isOf(event, effect)) process = event.process;
    if (event.process !== process) continue;
    if (event.type === 'Crashed' || event.type === 'Stopped') return index;
    if (event.type !== 'HandlerEnded' || !isOf(event, effect)) continue;
    if (event.outcome === 'FAILED') return index;
    process = null;
  }
  return -1;
}

function isOf(
  record: Pick<Effect, 'topic' | 'partition' | 'offset'>,
  effect: EffectFields,
): boolean {
  const { topic, partition, offset } = effect;
  return record.offset === offset && record.partition === partition && record.topic === topic;
}

/** Each stock between the first and the last is left behind by one deduction: which is not told? */
function missingStock(
  events: readonly HistoryEvent[],
  couponId: string,
  coupons: Scenario['coupons'],
): number {
  const told = new Set<number>();
  for (const event of events) {
    if (event.type === 'EffectCommitted' && event.couponId === couponId && event.deducted > 0)
      told.add(event.stockAfter);
  }
  let stock = (coupons.find((coupon) => coupon.couponId === couponId)?.stock ?? 0) - 1;
  while (told.has(stock)) stock--;
  return stock;
}
