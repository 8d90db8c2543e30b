import { couponFacts } from '../collect/couponFacts.ts';
import { overallSentence } from '../collect/overallSentence.ts';
import { redeliveredCount } from '../collect/redeliveryGroups.ts';
import { shortStory } from '../collect/storyLines.ts';
import type { DrawnChart } from '../render/drawCharts.ts';
import type { ReportRun } from '../reportRun.ts';
import { formatDuration } from '../text/formatTime.ts';
import { Markup, html } from './html.ts';
import { inlineChart, shownRedeliveries } from './inlineChart.ts';
import { PAGE_SIGNS, storySection, verdictSection } from './pageSections.ts';
import { factList, pageShell } from './pageShell.ts';
import { tableSection } from './tableSection.ts';
import { whySection } from './whySection.ts';
import { wordsSection } from './wordsSection.ts';

/** Charts that come before the reasons, which speak of them. */
const FIRST_CHARTS: ReadonlySet<string> = new Set(['ownership', 'deliveries']);

/**
 * A run as one HTML page that needs no network: it holds its styles, charts and, as `@font-face`
 * rules with data URLs, the letters that it uses.
 */
export function reportPage(
  run: ReportRun,
  charts: readonly DrawnChart[],
  fontFaces: string,
): string {
  const { header, picture } = run;
  const first = charts.filter(({ chart }) => FIRST_CHARTS.has(chart.name));
  const others = charts.filter(({ chart }) => !FIRST_CHARTS.has(chart.name));
  return pageShell({
    title: `${header.title}, seed ${header.seed}`,
    fontFaces,
    header: headerPart(run, charts),
    main: [
      storySection(shortStory(picture.story)),
      chartSection('charts', 'Who had what, and when', FIRST_LEAD, first),
      whySection(run, shownRedeliveries(charts)),
      chartSection('more-charts', 'Lag, results, keys', '', others),
      verdictSection(run),
      tableSection(couponFacts(run), picture.topics, picture.groups),
      wordsSection(),
      replaySection(run),
    ],
    productVersion: header.productVersion,
  });
}

function headerPart(run: ReportRun, charts: readonly DrawnChart[]): Markup {
  const { header, digest, status } = run;
  const { facts, redeliveries } = run.verdicts;
  const shown: readonly (readonly [string, string])[] = [
    ['seed', String(header.seed)],
    ['digest', digest],
    ['virtual time', formatDuration(facts.endUs)],
    ['real time', run.realUs === null ? 'not recorded' : formatDuration(run.realUs)],
    ['events', String(facts.events)],
    ['redeliveries', String(redeliveredCount(redeliveries))],
  ];
  const links: readonly (readonly [string, string])[] = [
    ['story', 'What happened'],
    ...(charts.length === 0 ? [] : ([['charts', 'Who had what']] as const)),
    ['why', 'Why twice?'],
    ...(charts.length === 0 ? [] : ([['more-charts', 'Lag, results, keys']] as const)),
    ['verdicts', 'Verdicts'],
    ['tables', 'Numbers'],
    ['words', 'The words'],
    ['replay', 'Play it again'],
  ];
  return html`<header>
    <p class="over">${backendName(run)}</p>
    <h1>${header.title}</h1>
    <p class="lesson">${header.lesson}</p>
    <div class="overall ${status}">
      <span class="sign" aria-hidden="true">${PAGE_SIGNS[status]}</span>
      <div>
        <p class="big">${overallSentence(run)}</p>
        ${run.problem === '' ? [] : html`<p>${run.problem}</p>`}
      </div>
    </div>
    ${factList(shown)}
    <nav aria-label="Parts of this page">
      <ul>
        ${links.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
      </ul>
    </nav>
  </header>`;
}

function backendName({ header }: ReportRun): string {
  const backend = header.backend === 'simulator' ? 'simulated' : 'real';
  return `Partition Lab · a run on ${backend} Kafka ${header.kafkaVersion}`;
}

const FIRST_LEAD =
  'A consumer has the same colour and shape in every chart. Point at a mark to read what it ' +
  'stands for; a mark with a red edge leads to the reason why the record came again.';

function chartSection(
  id: string,
  title: string,
  lead: string,
  charts: readonly DrawnChart[],
): Markup {
  if (charts.length === 0) return html``;
  return html`<section id="${id}">
    <h2>${title}</h2>
    ${lead === '' ? [] : html`<p>${lead}</p>`} ${charts.map(inlineChart)}
  </section>`;
}

function replaySection(run: ReportRun): Markup {
  const { replay } = run;
  const how =
    replay === ''
      ? html`<p>
          This run was not played from a scenario file on the simulator: it cannot be repeated
          exactly.
        </p>`
      : html`<p>
            The same file and the same seed give the same run, event by event: the digest is
            <code>${run.digest}</code> each time. Another seed changes arrival times, latencies and
            ties.
          </p>
          <pre><code>${replay}</code></pre>`;
  return html`<section id="replay">
    <h2>Play it again</h2>
    ${how}
  </section>`;
}
