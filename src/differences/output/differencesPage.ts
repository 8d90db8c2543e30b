import { formatMoment } from '../../check/formatMoment.ts';
import type { Markup } from '../../report/page/html.ts';
import { html } from '../../report/page/html.ts';
import { factList, pageShell } from '../../report/page/pageShell.ts';
import { pageTable, tableRow } from '../../report/page/pageTable.ts';
import type { RunComparison } from '../compareRuns.ts';
import type { Difference } from '../difference.ts';
import type { DifferenceClass } from '../judgement.ts';
import { DIFFERENCE_CLASSES, FAILING_CLASSES } from '../judgement.ts';
import type { OwnerStep } from '../evidence/ownerSteps.ts';
import { FACT_WORDS } from './factWords.ts';
import { factRows, shareOutRows, takeoverRows } from './comparisonRows.ts';
import {
  CLASS_WORDS,
  byClass,
  overallWords,
  shownValues,
  sideNames,
  totalsOf,
} from './comparisonWords.ts';

/** The comparison as one HTML page that needs no network, in the style of the report of a run. */
export function differencesPage(comparison: RunComparison, fontFaces: string): string {
  const { header } = comparison.real;
  return pageShell({
    title: `Simulator and Kafka: ${header.title}, seed ${header.seed}`,
    fontFaces,
    ownStyle: STYLE,
    header: headerPart(comparison),
    main: [
      differencesSection(comparison),
      ownersSection(comparison),
      factSection(comparison),
      takeoverSection(comparison),
      searchSection(comparison),
      wordsSection(),
    ],
    productVersion: header.productVersion,
  });
}

function headerPart(comparison: RunComparison): Markup {
  const { real, simulated, isFaithful, differences } = comparison;
  const { header } = real;
  const { compared, equal } = totalsOf(comparison);
  const names = sideNames(comparison);
  const shown: readonly (readonly [string, string])[] = [
    ['real run', names.real],
    ['Kafka', header.kafkaVersion],
    ['model of', simulated.header.kafkaVersion],
    ['seed', String(header.seed)],
    ['time scale', String(header.timeScale)],
    ['facts equal', `${equal} of ${compared}`],
    ['differences', String(differences.length)],
  ];
  const status = isFaithful ? 'holds' : 'violated';
  return html`<header>
    <p class="over">Partition Lab · one scenario, simulated and on a real Kafka</p>
    <h1>${header.title}</h1>
    <p class="lesson">
      The same requests, the same faults, the same service code; once on the simulator, once on
      Kafka. What was seen is compared fact by fact, and every difference has to say what it means.
    </p>
    <div class="overall ${status}">
      <span class="sign" aria-hidden="true">${isFaithful ? '✓' : '✕'}</span>
      <p class="big">${overallWords(comparison)}</p>
    </div>
    ${factList(shown)}
  </header>`;
}

function differencesSection(comparison: RunComparison): Markup {
  const groups = byClass(comparison.differences);
  const names = sideNames(comparison);
  if (groups.length === 0) {
    return html`<section id="differences">
      <h2>Differences</h2>
      <p>There is none.</p>
    </section>`;
  }
  return html`${groups.map(
    ({ name, differences }) =>
      html`<section id="${idOf(name)}">
        <h2>${titleOf(name, differences.length)}</h2>
        <p>${CLASS_WORDS[name]}</p>
        ${differences.map((one) => differencePart(one, names))}
      </section>`,
  )}`;
}

function differencePart(
  difference: Difference,
  names: { readonly simulated: string; readonly real: string },
): Markup {
  const { simulated, real } = shownValues(difference);
  const isBad = FAILING_CLASSES.has(difference.class);
  return html`<article class="difference ${isBad ? 'bad' : 'open'}">
    <h3>${difference.kind}: <span class="subject">${difference.subject}</span></h3>
    <dl class="sides">
      <div>
        <dt>${names.simulated}</dt>
        <dd>${simulated}</dd>
      </div>
      <div>
        <dt>${names.real}</dt>
        <dd>${real}</dd>
      </div>
    </dl>
    <p>${difference.reason}</p>
    ${
      difference.shownBy === ''
        ? []
        : html`<p class="shown"><strong>Shown by:</strong> ${difference.shownBy}.</p>`
    }
  </article>`;
}

function ownersSection(comparison: RunComparison): Markup {
  const heads = ['simulator', 'generation', 'time', '', 'Kafka', 'generation', 'time'];
  const numbers = new Set([1, 2, 5, 6]);
  const tables = shareOutRows(comparison).map(({ group, rows }) => {
    const cells = rows.map((row) =>
      tableRow([...stepCells(row.simulated), '', ...stepCells(row.real)], numbers),
    );
    return pageTable(`Share-outs of ${group}`, heads, numbers, cells);
  });
  if (tables.length === 0) return html``;
  return html`<section id="owners">
    <h2>Who owned what</h2>
    <p>
      Each share-out of the partitions, as the coordinator stored it; rebalances that changed
      nothing are left out. Equal ones stand side by side.
    </p>
    ${tables}
  </section>`;
}

function stepCells(step: OwnerStep | null): readonly string[] {
  if (step === null) return ['–', '', ''];
  const generation = step.generation < 0 ? '?' : String(step.generation);
  return [step.text, generation, formatMoment(step.atUs)];
}

function factSection(comparison: RunComparison): Markup {
  const numbers = new Set([2, 3, 4]);
  const rows = factRows(comparison).map(
    ({ kind, compared, equal, different }) =>
      html`<tr>
        <td>${kind}</td>
        <td class="wide">${FACT_WORDS[kind]}</td>
        <td class="number">${compared}</td>
        <td class="number">${equal}</td>
        <td class="number">${different === 0 ? '–' : different}</td>
      </tr>`,
  );
  const heads = ['fact', 'what it says', 'compared', 'equal', 'different'];
  return html`<section id="facts">
    <h2>What was compared</h2>
    ${pageTable('Facts by kind', heads, numbers, rows)}
  </section>`;
}

function takeoverSection(comparison: RunComparison): Markup {
  const takeovers = takeoverRows(comparison);
  if (takeovers.length === 0) return html``;
  const numbers = new Set([1, 2]);
  const time = (us: number | null): string => (us === null ? '–' : formatMoment(us));
  const rows = takeovers.map(({ subject, simulatedUs, realUs }) =>
    tableRow([subject, time(simulatedUs), time(realUs)], numbers),
  );
  const heads = ['partition, from whom to whom', 'simulator', 'Kafka'];
  return html`<section id="takeovers">
    <h2>How long partitions stood still</h2>
    <p>
      From the trouble of an owner to the first poll of the next. For information only: it is never
      the same in two runs.
    </p>
    ${pageTable('Time to take over', heads, numbers, rows)}
  </section>`;
}

function searchSection({ questions, scheduleCount, scheduleLimit }: RunComparison): Markup {
  if (questions.length === 0) return html``;
  const items = questions.map(({ question, schedule }) => {
    const answer =
      schedule === null ? `no, in ${scheduleLimit} schedules` : `yes, schedule ${schedule}`;
    return html`<li>${question}: <strong>${answer}</strong></li>`;
  });
  return html`<section id="questions">
    <h2>What the simulator was asked</h2>
    <p>
      Where the two histories do not tell, the simulator ran the same requests again with other
      latencies, timers and ties (${scheduleCount} runs), to see whether it ever does what was seen.
    </p>
    <ul>
      ${items}
    </ul>
  </section>`;
}

function wordsSection(): Markup {
  return html`<section id="words">
    <h2>The classes</h2>
    <dl class="words">
      ${DIFFERENCE_CLASSES.map(
        (name) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${CLASS_WORDS[name]}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function titleOf(name: DifferenceClass, count: number): string {
  return `${name[0]!.toUpperCase()}${name.slice(1)} (${count})`;
}

function idOf(name: DifferenceClass): string {
  return name.replace(/\W+/g, '-');
}

const STYLE = `
.difference{border-left:.3rem solid var(--muted);padding:.1rem 0 .1rem 1.1rem}
.difference{margin:1.2rem 0 1.8rem}
.difference.bad{border-color:var(--alarm)}.difference.open{border-color:var(--good)}
.difference h3{margin:.2rem 0 .5rem}.difference p{margin:.4rem 0;max-width:52em}
.difference .subject{font-weight:400;overflow-wrap:anywhere}
.difference .shown{color:var(--muted);font-size:.95rem}
dl.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:.8rem;margin:0}
dl.sides div{background:var(--panel);padding:.5rem .8rem;border-radius:.3rem}
dl.sides dt{color:var(--muted);font-size:.9rem}
dl.sides dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
`;
