import type { CouponFact } from '../collect/couponFacts.ts';
import type { GroupFact } from '../collect/groupFacts.ts';
import type { TopicFact } from '../collect/partitionFacts.ts';
import { COUPON_COLUMNS, couponCells } from '../text/couponTable.ts';
import { GROUP_COLUMNS, groupCells, groupHeading } from '../text/groupTable.ts';
import { countOf } from '../text/nameRecords.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { pageTable, tableRow } from './pageTable.ts';

/** Coupons, topics and groups as tables. */
export function tableSection(
  coupons: readonly CouponFact[],
  topics: readonly TopicFact[],
  groups: readonly GroupFact[],
): Markup {
  return html`<section id="tables">
    <h2>The end of the run in numbers</h2>
    ${coupons.length === 0 ? [] : couponPart(coupons)} ${topics.map(topicPart)}
    ${groups.map(groupPart)}
  </section>`;
}

function couponPart(coupons: readonly CouponFact[]): Markup {
  const numbers = new Set([1, 2, 3, 4, 5, 6]);
  const rows = coupons.map((fact) => tableRow(couponCells(fact), numbers));
  return pageTable('Coupons', COUPON_COLUMNS, numbers, rows);
}

function topicPart({ topic, replicationFactor, partitions }: TopicFact): Markup {
  const numbers = new Set([4, 5]);
  const heads = ['partition', 'leader', 'replicas', 'isr', 'records', 'keys'];
  const rows = partitions.map((fact) => {
    const cells = [
      String(fact.partition),
      fact.leader === null ? '?' : fact.leader < 0 ? 'none' : String(fact.leader),
      fact.replicas?.join(', ') ?? '?',
      fact.isr?.join(', ') ?? '?',
      String(fact.logEndOffset),
      String(fact.keyCount),
    ];
    return tableRow(cells, numbers);
  });
  const count = countOf(partitions.length, 'partition');
  const caption = `Topic ${topic}: ${count}, replication factor ${replicationFactor}`;
  return pageTable(caption, heads, numbers, rows);
}

/** As `kafka-consumer-groups --describe`; the group is in the caption. */
function groupPart(fact: GroupFact): Markup {
  const numbers = new Set([2, 3, 4]);
  const rows = fact.rows.map((row) => tableRow(groupCells(row).slice(1), numbers));
  return pageTable(groupHeading(fact), GROUP_COLUMNS.slice(1), numbers, rows);
}
