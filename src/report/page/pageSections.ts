import type { Redelivery } from '../../check/redelivery.ts';
import { redeliverySentence } from '../../check/redeliverySentence.ts';
import type { VerdictStatus } from '../../check/verdict.ts';
import type { CouponFact } from '../collect/couponFacts.ts';
import type { GroupFact } from '../collect/groupFacts.ts';
import type { TopicFact } from '../collect/partitionFacts.ts';
import { redeliveryGroups } from '../collect/redeliveryGroups.ts';
import type { Story } from '../collect/storyLines.ts';
import type { ReportRun } from '../reportRun.ts';
import { COUPON_COLUMNS, couponCells } from '../text/couponTable.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { GROUP_COLUMNS, groupCells, groupHeading } from '../text/groupTable.ts';
import { countOf } from '../text/nameRecords.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';

/** A sign for a status, out of the shipped font; a word always stands beside it. */
export const PAGE_SIGNS: Readonly<Record<VerdictStatus, string>> = {
  holds: '✓',
  violated: '✕',
  unknown: '?',
};

/** Reasons told one by one for each kind; the rest is only counted. */
const MAX_REASONS = 60;

/** The status of a rule that looks like that of an expectation. */
const EXPECTED = { met: 'holds', missed: 'violated', unknown: 'unknown' } as const;

/** Rules with what was found; cases only where there are any. */
export function verdictSection({ verdicts, expectations }: ReportRun): Markup {
  const rules = verdicts.verdicts.map(({ rule, status, sentence, findingCount, findings }) => {
    const rest = findingCount - findings.length;
    const cases = findings.map((one) => html`<li>${one.sentence}</li>`);
    if (rest > 0) cases.push(html`<li>and ${rest} more</li>`);
    return html`<li>
      <span class="sign ${status}" aria-hidden="true">${PAGE_SIGNS[status]}</span>
      <strong>${rule}</strong> (${status}): ${sentence}
      ${
        cases.length === 0
          ? []
          : html`<ul>
              ${cases}
            </ul>`
      }
    </li>`;
  });
  const expected = expectations.map(
    ({ status, subject, expected: what, seen }) =>
      html`<tr>
        <td>
          <span class="sign ${EXPECTED[status]}" aria-hidden="true"
            >${PAGE_SIGNS[EXPECTED[status]]}</span
          >
          ${status}
        </td>
        <td class="wide">${subject}</td>
        <td class="wide">${what}</td>
        <td class="wide">${seen}</td>
      </tr>`,
  );
  const table = tableOf(
    'What the scenario expects',
    ['', 'about', 'expected', 'seen'],
    new Set(),
    expected,
  );
  return html`<section id="verdicts">
    <h2>Verdicts</h2>
    <ul class="rules">
      ${rules}
    </ul>
    ${expected.length === 0 ? [] : table}
  </section>`;
}

/** What happened, sentence by sentence. */
export function storySection({ lines, leftOut }: Story): Markup {
  const items = lines.map(
    ({ atUs, text, rank }) =>
      html`<li>
        <time>${formatSeconds(atUs)}</time><span class="${rank === 1 ? 'turn' : ''}">${text}</span>
      </li>`,
  );
  const rest = html`<p>${countOf(leftOut, 'less important line')} left out.</p>`;
  return html`<section id="story">
    <h2>What happened</h2>
    <ol class="story">
      ${items}
    </ol>
    ${leftOut === 0 ? [] : rest}
  </section>`;
}

/** Why records were delivered again, by cause. `shown`: numbers of those that a chart shows. */
export function whySection(
  redeliveries: readonly Redelivery[],
  shown: ReadonlySet<number>,
): Markup {
  const groups = redeliveryGroups(redeliveries).map((group) => {
    const told = group.redeliveries.slice(0, MAX_REASONS);
    const rest = group.redeliveries.length - told.length;
    const isBad = group.cause === 'unexplained';
    const warning = html`<span class="sign violated" aria-hidden="true">✕</span> `;
    return html`<h3>
        ${isBad ? warning : []}${countOf(group.recordCount, 'record')} again: ${group.words}
      </h3>
      <ul class="why">
        ${told.map(({ number, redelivery }) => reasonItem(number, redelivery, shown))}
      </ul>
      ${rest === 0 ? [] : html`<p>and ${countOf(rest, 'more case')}.</p>`}`;
  });
  const none = html`<p>No record was delivered twice.</p>`;
  const lead = html`<p>
    Kafka hands a record out again whenever it cannot know that it was handled: what is not yet
    committed comes again. Each case, and why:
  </p>`;
  return html`<section id="why">
    <h2>Why was this record delivered twice?</h2>
    ${groups.length === 0 ? none : lead} ${groups}
  </section>`;
}

function reasonItem(number: number, redelivery: Redelivery, shown: ReadonlySet<number>): Markup {
  const link = html` <a href="#mark-${number}" aria-label="case ${number} in the chart"
    >See it in the chart</a
  >`;
  return html`<li id="why-${number}">
    <time>${formatSeconds(redelivery.atUs)}</time>
    ${redeliverySentence(redelivery)}${shown.has(number) ? link : []}
  </li>`;
}

/** Coupons, topics and groups as tables. */
export function tableSection(
  coupons: readonly CouponFact[],
  topics: readonly TopicFact[],
  groups: readonly GroupFact[],
): Markup {
  return html`<section id="tables">
    <h2>Tables</h2>
    ${coupons.length === 0 ? [] : couponPart(coupons)} ${topics.map(topicPart)}
    ${groups.map(groupPart)}
  </section>`;
}

function couponPart(coupons: readonly CouponFact[]): Markup {
  const numbers = new Set([1, 2, 3, 4, 5, 6]);
  return tableOf(
    'Coupons',
    COUPON_COLUMNS,
    numbers,
    coupons.map((fact) => rowOf(couponCells(fact), numbers)),
  );
}

function topicPart({ topic, replicationFactor, partitions }: TopicFact): Markup {
  const numbers = new Set([0, 4, 5]);
  const heads = ['partition', 'leader', 'replicas', 'isr', 'records', 'keys'];
  const rows = partitions.map((fact) =>
    rowOf(
      [
        String(fact.partition),
        fact.leader === null ? '?' : fact.leader < 0 ? 'none' : String(fact.leader),
        fact.replicas?.join(', ') ?? '?',
        fact.isr?.join(', ') ?? '?',
        String(fact.logEndOffset),
        String(fact.keyCount),
      ],
      numbers,
    ),
  );
  const count = countOf(partitions.length, 'partition');
  return tableOf(
    `Topic ${topic}: ${count}, replication factor ${replicationFactor}`,
    heads,
    numbers,
    rows,
  );
}

function groupPart(fact: GroupFact): Markup {
  const numbers = new Set([2, 3, 4, 5]);
  const rows = fact.rows.map((row) => rowOf(groupCells(row), numbers));
  return tableOf(groupHeading(fact), GROUP_COLUMNS, numbers, rows);
}

function rowOf(cells: readonly string[], numbers: ReadonlySet<number>): Markup {
  return html`<tr>
    ${cells.map((cell, at) => html`<td class="${numbers.has(at) ? 'number' : ''}">${cell}</td>`)}
  </tr>`;
}

function tableOf(
  caption: string,
  heads: readonly string[],
  numbers: ReadonlySet<number>,
  rows: readonly Markup[],
): Markup {
  const cells = heads.map(
    (head, at) => html`<th scope="col" class="${numbers.has(at) ? 'number' : ''}">${head}</th>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${cells}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
