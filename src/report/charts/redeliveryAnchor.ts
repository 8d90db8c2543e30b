/** What names one delivery of one record. */
export interface DeliveryName {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly nth: number;
}

/**
 * A name of one delivery that may stand in an id and in a link: letters, digits, `-`, `_` and `.`
 * stay, every other character becomes its number between underscores.
 */
export function redeliveryAnchor({ group, topic, partition, offset, nth }: DeliveryName): string {
  const place = [group, topic].map((name) =>
    name.replace(/[^A-Za-z0-9.-]/gu, (character) => `_${character.codePointAt(0) ?? 0}_`),
  );
  return `${place.join('_')}_${partition}_${offset}_${nth}`;
}
