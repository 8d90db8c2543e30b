import { redeliverySentence } from '../../check/redeliverySentence.ts';
import type { Delivery } from '../collect/deliveryLog.ts';
import type { RedeliveryFinder } from '../collect/redeliveryOf.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { countOf, nameOffset } from '../text/nameRecords.ts';
import { ALARM, INK, PAPER } from './chartTheme.ts';
import type { ConsumerPalette } from './consumerPalette.ts';
import { linkedTip } from './linkedTip.ts';

/** What a mark of the delivery chart stands for. */
export type DeliveryKind = 'first' | 'again' | 'late' | 'in hand' | 'dead';

/** One mark of the delivery chart. */
export interface DeliveryPoint {
  readonly kind: DeliveryKind;
  /** Seconds. */
  readonly at: number;
  /** Seconds of the delivery before; the same as `at` if there is none to be tied to. */
  readonly before: number;
  readonly offset: number;
  readonly consumer: string;
  readonly edge: string;
  readonly tip: string;
  /** Number of the redelivery it belongs to; 0: none. */
  readonly number: number;
}

/**
 * The marks of deliveries: at the time at which handling began, hollow at the time of the poll if
 * it never did. A record that was handled after it had been handed to another has both.
 */
export function deliveryPoints(
  deliveries: readonly Delivery[],
  palette: ConsumerPalette,
  finder: RedeliveryFinder,
): readonly DeliveryPoint[] {
  return deliveries.flatMap((delivery) => {
    const { nth, startedUs, polledUs, isLate } = delivery;
    const reason = nth > 1 ? finder(delivery) : null;
    const number = reason?.number ?? 0;
    const why = reason === null ? '' : redeliverySentence(reason.redelivery);
    const point = (kind: DeliveryKind, atUs: number, words: string, edge: string) => ({
      kind,
      at: atUs / 1e6,
      before: (kind === 'again' ? delivery.beforeUs : atUs) / 1e6,
      offset: delivery.offset,
      consumer: delivery.consumer,
      edge,
      tip: linkedTip(reason?.number ?? null, tipOf(delivery, atUs, words, why)),
      number,
    });
    const colour = nth > 1 ? ALARM : palette.colourOf(delivery.consumer);
    const inHand = point('in hand', polledUs, 'polled, not handled at once', colour);
    if (isLate) return [inHand, point('late', startedUs, 'handled too late', INK)];
    if (startedUs < 0) return [{ ...inHand, before: beforeOf(delivery) }];
    const shown = point(nth > 1 ? 'again' : 'first', startedUs, '', nth > 1 ? ALARM : PAPER);
    const isDead = delivery.outcome === 'DEAD_LETTERED';
    return isDead ? [shown, point('dead', startedUs, '', ALARM)] : [shown];
  });
}

/** Seconds of the delivery before, or of this one. */
function beforeOf({ nth, beforeUs, polledUs }: Delivery): number {
  return (nth > 1 ? beforeUs : polledUs) / 1e6;
}

function tipOf(delivery: Delivery, atUs: number, words: string, why: string): string {
  const { topic, partition, offset, consumer, nth, attempts, outcome } = delivery;
  const parts = [
    `${nameOffset(topic, partition, offset)} to ${consumer} at ${formatSeconds(atUs)}`,
    delivery.key === null ? '' : `key ${delivery.key}`,
    delivery.requestId,
    words,
    outcome,
    attempts > 1 ? countOf(attempts, 'attempt') : '',
    nth > 1 ? `delivery no. ${nth}` : '',
    why,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
