import type { Markup } from './html.ts';
import { html } from './html.ts';

/** Kafka's words as this page uses them, for those who do not know them. */
const WORDS: readonly (readonly [string, string])[] = [
  ['record', 'One message. Here: one request for a coupon.'],
  ['topic', 'A named list of records, cut into partitions.'],
  [
    'partition',
    'A part of a topic in which records keep their order. Between partitions there is no order.',
  ],
  ['key', 'Decides the partition of a record: the same key goes to the same partition.'],
  ['offset', 'The place of a record in its partition: 0, 1, 2, ...'],
  [
    'consumer group',
    'Consumers that share the work: each partition belongs to one of them at a time.',
  ],
  [
    'commit',
    'A consumer stores the offset that comes next. Whoever gets the partition later begins there.',
  ],
  ['lag', 'Records that are written and not yet committed by the group.'],
  [
    'rebalance',
    'The group shares the partitions anew, because a consumer came, went or was silent too long.',
  ],
  ['generation', 'The number of an assignment: it grows with every rebalance.'],
  [
    'session timeout',
    'How long a consumer may be silent before the group takes it for dead. A crash is noticed ' +
      'only then.',
  ],
  ['zombie', 'A consumer that was taken for dead, comes back and does not know it yet.'],
  ['dead letter', 'A record that cannot be handled, put aside so that those behind it can be.'],
];

/** What the words of the page mean. */
export function wordsSection(): Markup {
  return html`<section id="words">
    <h2>The words</h2>
    <dl class="words">
      ${WORDS.map(
        ([word, meaning]) =>
          html`<div>
            <dt>${word}</dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}
