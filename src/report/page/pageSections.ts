import type { Anomaly } from '../../check/anomaly.ts';
import type { ExpectationResult } from '../../check/expectationResult.ts';
import type { Verdict, VerdictStatus } from '../../check/verdict.ts';
import type { Story } from '../collect/storyLines.ts';
import type { ReportRun } from '../reportRun.ts';
import { allowedViolations } from '../reportRun.ts';
import { ANOMALY_WORDS } from '../text/anomalyText.ts';
import { formatSeconds } from '../text/formatTime.ts';
import { countOf } from '../text/nameRecords.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { pageTable } from './pageTable.ts';

/** A sign for a status, out of the shipped font; a word always stands beside it. */
export const PAGE_SIGNS: Readonly<Record<VerdictStatus, string>> = {
  holds: '✓',
  violated: '✕',
  unknown: '?',
};

/** The status of a rule that looks like that of an expectation. */
const EXPECTED = { met: 'holds', missed: 'violated', unknown: 'unknown' } as const;

/** Rules with what was found; cases only where there are any. */
export function verdictSection(run: ReportRun): Markup {
  const allowed = allowedViolations(run.header);
  const { verdicts, anomalies } = run.verdicts;
  const seen = anomalies.filter(({ count }) => count > 0);
  return html`<section id="verdicts">
    <h2>Verdicts</h2>
    <ul class="rules">
      ${verdicts.map((verdict) => ruleItem(verdict, allowed.includes(verdict.rule)))}
    </ul>
    ${run.expectations.length === 0 ? [] : expectationPart(run.expectations)}
    ${seen.length === 0 ? [] : anomalyPart(seen)}
  </section>`;
}

function ruleItem(verdict: Verdict, isAllowed: boolean): Markup {
  const { rule, status, sentence, findingCount, findings } = verdict;
  const asExpected = status === 'violated' && isAllowed;
  const shown = asExpected ? 'holds' : status;
  const word = asExpected ? 'violated, as this lesson expects' : status;
  return html`<li>
    ${signOf(shown)}
    <strong>${rule}</strong> (${word}): ${sentence} ${caseList(findings, findingCount)}
  </li>`;
}

function caseList(
  findings: readonly { readonly sentence: string }[],
  count: number,
): Markup | readonly Markup[] {
  if (findings.length === 0) return [];
  const cases = findings.map(({ sentence }) => html`<li>${sentence}</li>`);
  const rest = count - findings.length;
  if (rest > 0) cases.push(html`<li>and ${rest} more</li>`);
  return html`<ul>
    ${cases}
  </ul>`;
}

/** Folded up if all is met: the sentence at the top of the page says it. */
function expectationPart(results: readonly ExpectationResult[]): Markup {
  const met = results.filter(({ status }) => status === 'met').length;
  const isAllMet = met === results.length;
  const rows = results.map(
    ({ status, subject, expected, seen }) =>
      html`<tr>
        <td>${signOf(EXPECTED[status])} ${status}</td>
        <td class="wide">${subject}</td>
        <td class="wide">${expected}</td>
        <td class="wide">${seen}</td>
      </tr>`,
  );
  const heads = ['', 'about', 'expected', 'seen'];
  const summary = `What the scenario expects: ${met} of ${results.length} met`;
  const table = pageTable('What the scenario expects', heads, new Set(), rows);
  // `open` is an attribute without a value: it cannot be filled in.
  return isAllMet
    ? html`<details>
        <summary>${summary}</summary>
        ${table}
      </details>`
    : html`<details open>
        <summary>${summary}</summary>
        ${table}
      </details>`;
}

function anomalyPart(anomalies: readonly Anomaly[]): Markup {
  const items = anomalies.map(
    ({ name, count, findings }) =>
      html`<li>
        <strong>${name}</strong>, ${countOf(count, 'case')}: ${ANOMALY_WORDS[name]}
        ${caseList(findings, count)}
      </li>`,
  );
  return html`<details>
    <summary>
      Anomalies: ${anomalies.map(({ name, count }) => `${name} ${count}`).join(', ')}
    </summary>
    <p>
      Names as in Jepsen's tests of Kafka. Not every anomaly breaks a rule: some are what Kafka
      allows.
    </p>
    <ul class="anomalies">
      ${items}
    </ul>
  </details>`;
}

function signOf(status: VerdictStatus): Markup {
  return html`<span class="sign ${status}" aria-hidden="true">${PAGE_SIGNS[status]}</span>`;
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
