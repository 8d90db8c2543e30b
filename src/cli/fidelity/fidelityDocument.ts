import { FAILING_CLASSES } from '../../differences/judgement.ts';
import { markdown } from '../../differences/output/differencesMarkdown.ts';
import type { Semantic } from '../../differences/semantics.ts';
import { SEMANTICS } from '../../differences/semantics.ts';
import type { FidelityRecord, ScenarioRecord, SemanticCount } from './fidelityRecord.ts';
import { entriesOf } from './fidelityRecord.ts';
import type { CountedVectors } from './vectorFiles.ts';

type Named = readonly [name: string, record: ScenarioRecord];

/**
 * FIDELITY.md: what the real Kafka said to each scenario. `shipped`: names of all scenarios, so
 * that one that was never run is named too.
 */
export function fidelityDocument(
  record: FidelityRecord,
  shipped: readonly string[],
  vectors: readonly CountedVectors[],
): string {
  const tried = shipped.flatMap((name) => entriesOf(record, name));
  const compared = tried.filter(([, { runs }]) => runs > 0);
  const never = shipped.filter((name) => entriesOf(record, name).length === 0);
  const lines = [
    '# How far the simulator is Kafka',
    '',
    'Made by `npm run fidelity`; do not edit. Each scenario ran on the simulator and on a real',
    'Kafka: the same requests, faults and service code. What was seen was compared fact by fact,',
    'and each difference was classed by a rule (`src/differences/rules`).',
    '',
    ...overallLines(compared, shipped),
    '## Scenarios',
    '',
    '| scenario | runs | faithful | facts equal | Kafka | client | time scale | last run |',
    '| --- | ---: | ---: | ---: | --- | --- | ---: | --- |',
    ...compared.map(scenarioRow),
    '',
    ...notComparedLines(tried, never),
    ...semanticLines(compared),
    ...differenceLines(compared),
    ...vectorLines(vectors),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function overallLines(compared: readonly Named[], shipped: readonly string[]): readonly string[] {
  const scenarios = shipped.filter((scenario) =>
    compared.some(([name]) => name === scenario || name.startsWith(`${scenario} (`)),
  );
  const runs = sum(compared, ({ runs: count }) => count);
  const faithful = sum(compared, (one) => one.faithful);
  const facts = sum(compared, (one) => one.facts.compared);
  const equal = sum(compared, (one) => one.facts.equal);
  return [
    `${runs} runs of ${scenarios.length} scenarios: ${faithful} faithful (no difference is ` +
      `unexplained, a wrong model or a service bug). ${equal} of ${facts} facts were equal.`,
    '',
  ];
}

function sum(records: readonly Named[], count: (record: ScenarioRecord) => number): number {
  return records.reduce((total, [, record]) => total + count(record), 0);
}

function scenarioRow([name, record]: Named): string {
  const { runs, faithful, facts, kafkaVersion, clients, timeScale, date } = record;
  const cells = [
    name,
    runs,
    faithful === runs ? faithful : `**${faithful}**`,
    `${facts.equal} of ${facts.compared}`,
    kafkaVersion,
    clients.join(', '),
    timeScale,
    date,
  ];
  return `| ${cells.join(' | ')} |`;
}

function notComparedLines(tried: readonly Named[], never: readonly string[]): readonly string[] {
  const lines = tried.flatMap(([name, { refused, failures, failedRuns }]) => {
    const failed = failures.map((reason) => `${name}: ${markdown(reason)}`);
    const told = failed.map((line) => `- ${line} (${failedRuns} runs that came to no verdict)`);
    return refused === null
      ? told
      : [`- ${name}: cannot be replayed: ${markdown(refused)}`, ...told];
  });
  const rest = never.map((name) => `- ${name}: was never run.`);
  const all = [...lines, ...rest];
  return all.length === 0 ? [] : ['### What was not compared', '', ...all, ''];
}

function semanticLines(compared: readonly Named[]): readonly string[] {
  const shown = SEMANTICS.filter((name) =>
    compared.some(([, { semantics }]) => semantics[name] !== undefined),
  );
  return [
    '## Parts of the semantics',
    '',
    '`=`: equal in every run; `~`: in some runs other than in Kafka, where Kafka or its client',
    'leaves it open; `!`: must be looked at; empty: the scenario does not come to that.',
    '',
    `| scenario | ${shown.join(' | ')} |`,
    `| --- |${' :---: |'.repeat(shown.length)}`,
    ...compared.map(([name, { semantics }]) => {
      return `| ${name} | ${shown.map((part) => signOf(semantics[part])).join(' | ')} |`;
    }),
    ...totalRow(compared, shown),
    '',
  ];
}

function signOf(count: SemanticCount | undefined): string {
  if (count === undefined) return '';
  if (count.wrong > 0) return '**!**';
  return count.allowed > 0 ? '~' : '=';
}

function totalRow(compared: readonly Named[], shown: readonly Semantic[]): readonly string[] {
  const cells = shown.map((part) => {
    const counts = compared.flatMap(([, { semantics }]) => semantics[part] ?? []);
    const fine = counts.reduce((total, one) => total + one.same + one.allowed, 0);
    return `${fine} of ${counts.reduce((total, one) => total + one.wrong, fine)}`;
  });
  return [`| *runs without objection* | ${cells.join(' | ')} |`];
}

function differenceLines(compared: readonly Named[]): readonly string[] {
  const rows = compared.flatMap(([name, { differences, runs }]) =>
    differences.map((one) => ({ name, runs, one })),
  );
  if (rows.length === 0) return ['## Known differences', '', 'There is none.', ''];
  const reasons = new Map<string, typeof rows>();
  for (const row of rows) {
    const key = `${row.one.class}\n${row.one.rule}`;
    reasons.set(key, [...(reasons.get(key) ?? []), row]);
  }
  const ordered = [...reasons.values()].sort(byWeight);
  return [
    '## Known differences',
    '',
    'By the rule that classed them, each with one case.',
    '',
    ...ordered.flatMap((cases) => {
      const { one } = cases[0]!;
      const where = cases.map(({ name, runs, one: { kind, runs: seen } }) => {
        return `${name} (${kind}, ${seen} of ${runs} runs)`;
      });
      return [
        `### ${one.class}: ${one.rule === '' ? 'no rule' : one.rule}`,
        '',
        `In ${where.join(', ')}.`,
        '',
        `${markdown(one.kind)} of ${markdown(one.subject)}:`,
        '',
        `- simulator: ${markdown(one.simulated)}`,
        `- Kafka: ${markdown(one.real)}`,
        '',
        markdown(one.reason),
        '',
      ];
    }),
  ];
}

/** What must be looked at comes first, then what is seen most. */
function byWeight(
  a: readonly { readonly one: ScenarioRecord['differences'][number] }[],
  b: readonly { readonly one: ScenarioRecord['differences'][number] }[],
): number {
  const isFailing = (cases: typeof a): number => (FAILING_CLASSES.has(cases[0]!.one.class) ? 0 : 1);
  return isFailing(a) - isFailing(b) || b.length - a.length;
}

function vectorLines(vectors: readonly CountedVectors[]): readonly string[] {
  const cases = vectors.reduce((total, one) => total + one.cases, 0);
  return [
    "## Kafka's own classes",
    '',
    'Parts of the model are compared step by step with what classes of Kafka 4.3.1 answered to the',
    `same calls: ${cases} cases in \`test/vectors\`, all of which \`npm test\` runs.`,
    '',
    '| file | cases | classes of Kafka | not compared |',
    '| --- | ---: | --- | --- |',
    ...vectors.map(({ file, cases: count, classes, notCompared }) => {
      const told = count === 0 ? 'nothing of it: the model is simpler there' : notCompared;
      return `| ${file} | ${count === 0 ? '-' : count} | ${classes} | ${told} |`;
    }),
    '',
  ];
}
