import type { HistoryEvent } from './event.ts';
import type { EventLayout } from './eventFields.ts';

/**
 * Puts the values of an event's fields into `values`, in the order of its layout. The types of
 * which there are many are read field by field, since a lookup by name costs several times as much.
 */
export function readFieldValues(
  event: HistoryEvent,
  { fields }: EventLayout,
  values: unknown[],
): void {
  switch (event.type) {
    case 'RequestSubmitted':
      values[0] = event.requestId;
      values[1] = event.couponId;
      values[2] = event.userId;
      return;
    case 'RequestAccepted':
      values[0] = event.requestId;
      return;
    case 'SendStarted':
      values[0] = event.sendId;
      values[1] = event.topic;
      values[2] = event.key;
      values[3] = event.requestId;
      return;
    case 'Produced':
      values[0] = event.sendId;
      values[1] = event.topic;
      values[2] = event.partition;
      values[3] = event.offset;
      values[4] = event.key;
      values[5] = event.requestId;
      return;
    case 'HandlerStarted':
      values[0] = event.topic;
      values[1] = event.partition;
      values[2] = event.offset;
      values[3] = event.key;
      values[4] = event.requestId;
      values[5] = event.attempt;
      return;
    case 'HandlerEnded':
      values[0] = event.topic;
      values[1] = event.partition;
      values[2] = event.offset;
      values[3] = event.outcome;
      values[4] = event.error;
      return;
    case 'EffectCommitted':
      values[0] = event.topic;
      values[1] = event.partition;
      values[2] = event.offset;
      values[3] = event.requestId;
      values[4] = event.couponId;
      values[5] = event.userId;
      values[6] = event.issued;
      values[7] = event.deducted;
      values[8] = event.outcome;
      values[9] = event.stockAfter;
      return;
    default:
      readByName(event, fields, values);
  }
}

function readByName(event: HistoryEvent, fields: EventLayout['fields'], values: unknown[]): void {
  const byName = event as unknown as Readonly<Record<string, unknown>>;
  for (let index = 0; index < fields.length; index++) values[index] = byName[fields[index]!.name];
}
