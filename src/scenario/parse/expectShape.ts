import { amount, id, idProblem, LIMITS, topicNameProblem } from './words.ts';
import { integer, list, mapOf, maybe, object, oneOf, optional, trueOrFalse } from './shape.ts';

/** All rules that `holds` and `violates` can name. */
export const HOLD_NAMES = [
  'never oversold',
  'once per request',
  'one coupon a user',
  'order per key',
  'nothing lost',
  'handled before committed',
  'every redelivery explained',
  'drained',
] as const;

const rules = list(oneOf(HOLD_NAMES), 0, HOLD_NAMES.length);
const ids = list(id, 0, LIMITS.records);
const offset = integer(0, Number.MAX_SAFE_INTEGER);

const partition = object({
  records: maybe(amount, 'How many records it holds.'),
  keys: maybe(ids, 'Exactly these keys are in it.'),
  couponIds: maybe(ids, 'Requests for exactly these coupons are in it.'),
  requestIds: maybe(ids, 'Exactly these requests are in it.'),
  endOffset: maybe(offset, 'The offset that the next record would get.'),
  committedOffset: maybe(offset, 'The offset from which the group would go on.'),
  lag: maybe(offset, 'endOffset less committedOffset.'),
});

/** `expect`. */
export const expectations = object({
  holds: optional(rules, [], 'Rules that must hold.'),
  violates: optional(
    rules,
    [],
    'Rules that this lesson shows to be broken: that they hold would be a failure.',
  ),
  issued: optional(mapOf(amount, LIMITS.coupons, idProblem), [], 'Coupon to number issued.'),
  soldOut: maybe(amount, 'Requests that came too late.'),
  duplicates: maybe(amount, 'Deliveries that were found to be decided already.'),
  deadLettered: maybe(amount, 'Records given up.'),
  redelivered: maybe(amount, 'Records handed out again by Kafka.'),
  generations: maybe(amount, 'Generations of the group with members.'),
  partitions: optional(
    mapOf(
      mapOf(partition, LIMITS.partitions, (written) =>
        /^(0|[1-9]\d{0,8})$/.test(written) ? null : 'is not a partition; write its number',
      ),
      LIMITS.topics,
      topicNameProblem,
    ),
    [],
    'Topic to partition to what is in it.',
  ),
  issuedInLogOrder: optional(trueOrFalse, false, 'Coupons were issued in the order of the log.'),
  handled: optional(
    mapOf(amount, LIMITS.consumers, () => null),
    [],
    'Consumer to number of records handled.',
  ),
});
