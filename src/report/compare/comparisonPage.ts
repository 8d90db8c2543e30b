import { Markup, html } from '../page/html.ts';
import { inlineChart } from '../page/inlineChart.ts';
import { PAGE_SIGNS } from '../page/pageSections.ts';
import { pageShell } from '../page/pageShell.ts';
import { pageTable, tableRow } from '../page/pageTable.ts';
import type { DrawnChart } from '../render/drawCharts.ts';
import { formatDuration } from '../text/formatTime.ts';
import type { ArmFacts } from './armFacts.ts';
import type { Comparison } from './comparison.ts';
import type { ComparisonRow } from './comparisonRows.ts';
import { comparisonRows, disturbanceCells } from './comparisonRows.ts';
import { comparisonStory } from './comparisonStory.ts';
import { STATUS_WORDS } from './comparisonText.ts';
import { exposureSentence, exposureText } from './faultExposures.ts';
import { protocolWords } from './protocolWords.ts';

/**
 * A comparison as one HTML page that needs no network. `armFiles`: scenario files of the arms that
 * lie beside the page, by protocol; none: nothing is said of them.
 */
export function comparisonPage(
  comparison: Comparison,
  charts: readonly DrawnChart[],
  fontFaces: string,
  armFiles: ReadonlyMap<string, string>,
): string {
  const { subject, arms } = comparison;
  return pageShell({
    title: `${subject.title}: ${String(arms.length)} protocols, seed ${subject.seed}`,
    fontFaces,
    header: headerPart(comparison),
    main: [
      storySection(comparison),
      chartSection(charts),
      tableSection(comparison),
      exposureSection(comparison),
      verdictSection(arms),
      replaySection(comparison, armFiles),
    ],
    productVersion: subject.productVersion,
  });
}

function headerPart({ subject, arms, exposures }: Comparison): Markup {
  return html`<header>
    <p class="over">
      Partition Lab · one workload under ${arms.length} protocols, simulated Kafka
      ${subject.kafkaVersion}
    </p>
    <h1>${subject.title}</h1>
    <p class="lesson">${subject.lesson}</p>
    <div
      class="overall ${exposures.every(({ missed }) => missed.length === 0) ? 'holds' : 'unknown'}"
    >
      <div>
        <p class="big">Were all exposed to the same faults?</p>
        <p>${exposureSentence(exposures)}</p>
      </div>
    </div>
    <dl class="words">
      ${arms.map(
        ({ protocol }) =>
          html`<div>
            <dt>${protocol}</dt>
            <dd>${protocolWords(protocol)}</dd>
          </div>`,
      )}
    </dl>
  </header>`;
}

function storySection(comparison: Comparison): Markup {
  const sentences = comparisonStory(comparison);
  if (sentences.length === 0) return html``;
  return html`<section id="story">
    <h2>What they make of it</h2>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section>`;
}

function chartSection(charts: readonly DrawnChart[]): Markup {
  if (charts.length === 0) return html``;
  return html`<section id="charts">
    <h2>Side by side</h2>
    <p>
      All panels of a chart have the same scales. A consumer has the same colour everywhere. Point
      at a mark to read what it stands for.
    </p>
    ${charts.map(inlineChart)}
  </section>`;
}

function tableSection(comparison: Comparison): Markup {
  const heads = ['', ...comparison.arms.map(({ protocol }) => protocol)];
  const numbers = new Set(comparison.arms.map((_, at) => at + 1));
  const table = (caption: string, rows: readonly ComparisonRow[]): Markup =>
    pageTable(
      caption,
      heads,
      numbers,
      rows.map(({ name, cells }) => tableRow([name.replace(/^ {2}/, '· '), ...cells], numbers)),
    );
  return html`<section id="tables">
    <h2>In numbers</h2>
    ${table('The whole run', comparisonRows(comparison))}
    ${table(
      'How long until the group was at rest again (in brackets: partitions that stood still)',
      disturbanceCells(comparison),
    )}
  </section>`;
}

function exposureSection({ exposures }: Comparison): Markup {
  if (exposures.length === 0) return html``;
  const items = exposures.map(
    ({ number, text, byArm }) =>
      html`<li>
        <strong>Fault ${number}</strong>: ${text}
        <ul>
          ${byArm.map((arm) => html`<li>${arm.protocol}: ${exposureText(arm)}</li>`)}
        </ul>
      </li>`,
  );
  return html`<section id="faults">
    <h2>The faults, arm by arm</h2>
    <p>${exposureSentence(exposures)}</p>
    <ul class="why">
      ${items}
    </ul>
  </section>`;
}

function verdictSection(arms: readonly ArmFacts[]): Markup {
  const items = arms.map(
    ({ protocol, status, objections, digest, marks }) =>
      html`<li>
        <span class="sign ${status}" aria-hidden="true">${PAGE_SIGNS[status]}</span>
        <strong>${protocol}</strong>: ${STATUS_WORDS[status]}, after ${formatDuration(marks.endUs)}
        of virtual time; digest <code>${digest}</code>
        ${
          objections.length === 0
            ? []
            : html`<ul>
                ${objections.map((one) => html`<li>${one}</li>`)}
              </ul>`
        }
      </li>`,
  );
  return html`<section id="verdicts">
    <h2>Judged</h2>
    <ul class="rules">
      ${items}
    </ul>
  </section>`;
}

function replaySection({ subject }: Comparison, armFiles: ReadonlyMap<string, string>): Markup {
  const files = [...armFiles].map(
    ([protocol, file]) => html`<li><code>${file}</code>: the scenario of ${protocol} alone</li>`,
  );
  return html`<section id="replay">
    <h2>Do it again</h2>
    <p>The same file and the same seed give the same comparison.</p>
    <pre><code>${subject.replay}</code></pre>
    ${
      files.length === 0
        ? []
        : html`<p>Each arm can be run for itself; its scenario lies beside this page.</p>
            <ul>
              ${files}
            </ul>`
    }
  </section>`;
}
