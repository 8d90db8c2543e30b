import { redeliverySentence } from '../../check/redeliverySentence.ts';
import type { NumberedRedelivery } from '../collect/redeliveryOf.ts';
import { redeliveryGroups } from '../collect/redeliveryGroups.ts';
import type { OutcomeCounts } from '../collect/redeliveryOutcomes.ts';
import { redeliveryOutcomes } from '../collect/redeliveryOutcomes.ts';
import { redeliverySteps } from '../collect/redeliverySteps.ts';
import type { ReportRun } from '../reportRun.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { countOf } from '../text/nameRecords.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';

/** Cases of each cause that are told at all, and those that are told step by step. */
const MAX_CASES = 60;
const MAX_STEPPED = 3;

/** Why records were delivered again, by cause. `shown`: numbers of those that a chart shows. */
export function whySection(run: ReportRun, shown: ReadonlySet<number>): Markup {
  const { redeliveries } = run.verdicts;
  const outcomes = redeliveryOutcomes(redeliveries, run.picture.deliveries);
  const groups = redeliveryGroups(redeliveries).map((group) => {
    const told = group.redeliveries.slice(0, MAX_CASES);
    const stepped = told.slice(0, MAX_STEPPED);
    const listed = told.slice(MAX_STEPPED);
    const rest = group.redeliveries.length - told.length;
    const isBad = group.cause === 'unexplained';
    const warning = html`<span class="sign violated" aria-hidden="true">✕</span> `;
    return html`<h3>
        ${isBad ? warning : []}${countOf(group.recordCount, 'record')} again: ${group.words}
      </h3>
      ${stepped.map((one) => caseInSteps(one, outcomes.get(one.number), shown))}
      ${
        listed.length === 0
          ? []
          : html`<ul class="why">
              ${listed.map((one) => caseInOneLine(one, shown))}
            </ul>`
      }
      ${rest === 0 ? [] : html`<p>and ${countOf(rest, 'more case')}.</p>`}`;
  });
  const none = html`<p>
    No record was delivered twice in this run: no consumer was lost with a record that it had not
    yet committed.
  </p>`;
  const lead = html`<p>
    A consumer tells Kafka from time to time how far it has come: it <em>commits</em> an offset.
    When it is lost, the next one begins at the last commit, because that is all Kafka knows. What
    was handled since comes again. Kafka promises <em>at least once</em>, not once.
  </p>`;
  return html`<section id="why">
    <h2>Why was a record delivered twice?</h2>
    ${groups.length === 0 ? none : lead} ${groups}
  </section>`;
}

function caseInSteps(
  { number, redelivery }: NumberedRedelivery,
  outcomes: OutcomeCounts | undefined,
  shown: ReadonlySet<number>,
): Markup {
  const steps = redeliverySteps(redelivery, outcomes).map(
    ({ atUs, text }) =>
      html`<li><time>${atUs === null ? '' : formatSeconds(atUs)}</time><span>${text}</span></li>`,
  );
  return html`<article id="why-${number}" class="case">
    <h4>Case ${number}${shown.has(number) ? chartLink(number) : []}</h4>
    <ol class="steps">
      ${steps}
    </ol>
    <p class="short">In short: ${redeliverySentence(redelivery)}</p>
  </article>`;
}

function caseInOneLine(
  { number, redelivery }: NumberedRedelivery,
  shown: ReadonlySet<number>,
): Markup {
  return html`<li id="why-${number}">
    <strong>Case ${number}</strong>, <time>${formatSeconds(redelivery.atUs)}</time>:
    ${redeliverySentence(redelivery)}${shown.has(number) ? chartLink(number) : []}
  </li>`;
}

function chartLink(number: number): Markup {
  return html` <a href="#mark-${number}" aria-label="case ${number} in the chart"
    >see it in the chart</a
  >`;
}
