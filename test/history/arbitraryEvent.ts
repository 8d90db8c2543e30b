import fc from 'fast-check';
import type { HistoryEvent } from '../../src/history/event.ts';
import type { EventField } from '../../src/history/eventFields.ts';
import { EVENT_LAYOUTS } from '../../src/history/eventFields.ts';

const name = fc.constantFrom('c1', 'c2', 'broker-1', 'topic-a', 'topic-b', '');

/** Texts of the kinds that packing treats apart: with numbers at the end, odd ones, none. */
const text = fc.oneof(
  fc.nat({ max: 120 }).map((number) => `REQ-${number}`),
  fc.nat({ max: 12 }).map(String),
  fc.constantFrom('', '0', '00', '007', 'REQ-007', 'REQ-', '요청-9', '\ud800', '1e21'),
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
);

const integer = fc.oneof(
  fc.integer({ min: -1, max: 100 }),
  fc.constantFrom(0, -1, 2 ** 31, 2 ** 45, -(2 ** 40)),
);

const partition = fc.record({ topic: name, partition: fc.nat({ max: 3 }) });

const member = fc.record({
  memberId: text,
  client: name,
  partitions: fc.array(partition, { maxLength: 2 }),
});

/** Any event of any type, fields in the order of the contract. */
export const arbitraryEvent: fc.Arbitrary<HistoryEvent> = fc
  .constantFrom(...EVENT_LAYOUTS)
  .chain(({ type, fields }) =>
    fc
      .tuple(fc.nat({ max: 2 ** 40 }), name, ...fields.map(arbitraryValue))
      .map(([atUs, process, ...values]) => {
        const event: Record<string, unknown> = { type, atUs, process };
        fields.forEach((field, index) => (event[field.name] = values[index]));
        return event as unknown as HistoryEvent;
      }),
  );

function arbitraryValue({ kind, isPartition }: EventField): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'integer':
      return isPartition ? fc.nat({ max: 70 }) : integer;
    case 'flag':
      return fc.boolean();
    case 'name':
      return name;
    case 'text':
      return text;
    case 'textOrNull':
      return fc.option(text);
    case 'integers':
      return fc.array(integer, { maxLength: 4 });
    case 'partitions':
      return fc.array(partition, { maxLength: 3 });
    case 'members':
      return fc.array(member, { maxLength: 3 });
  }
}
