import { nodeHost } from '../adapters/node/nodeHost.ts';
import type { HistoryEvent, HistoryHeader, HistorySink } from '../history/event.ts';
import { MemoryHistory } from '../history/memoryHistory.ts';
import { couponSeries } from '../report/collect/couponSeries.ts';
import { groupFacts } from '../report/collect/groupFacts.ts';
import { topicFacts } from '../report/collect/partitionFacts.ts';
import { storyLines } from '../report/collect/storyLines.ts';
import { couponTable } from '../report/text/couponTable.ts';
import { formatEvent } from '../report/text/formatEvent.ts';
import { groupTable } from '../report/text/groupTable.ts';
import type { TraceFilter } from '../report/text/matchesTraceFilter.ts';
import { matchesTraceFilter } from '../report/text/matchesTraceFilter.ts';
import { storyText } from '../report/text/storyText.ts';
import type { TextOptions } from '../report/text/textStyle.ts';
import { textStyle, wantsColour } from '../report/text/textStyle.ts';
import { topicTable } from '../report/text/topicTable.ts';
import type { SimulatedRun } from '../scenario/runOnSimulator.ts';
import { historyHeader, runOnSimulator } from '../scenario/runOnSimulator.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ExitCode } from './exitCode.ts';
import { EXIT } from './exitCode.ts';
import { productVersion } from './productVersion.ts';
import { readScenario } from './readScenario.ts';

/** What `simulate` is asked for. */
export interface SimulateRequest {
  readonly file: string;
  readonly seed: number | undefined;
  readonly trace: boolean;
  readonly traceFilter: string | undefined;
  readonly checkDeterminism: boolean;
  readonly quiet: boolean;
}

/** Runs one scenario and prints what happened. */
export async function simulate(request: SimulateRequest): Promise<ExitCode> {
  const scenario = await readScenario(request.file);
  if (scenario === null) return EXIT.misuse;
  const seed = request.seed ?? scenario.seed;
  const options: TextOptions = { colour: wantsColour(process.env, process.stdout.isTTY) };
  const startedMs = performance.now();
  const { run, events } = await runOnce(scenario, seed, request);
  const realMs = performance.now() - startedMs;
  const isSame = !request.checkDeterminism || (await isRepeatable(scenario, seed, run));
  const verdict = `${request.file}: seed ${seed}, digest ${run.digest}, ${run.reason}`;
  if (request.quiet) console.log(verdict);
  else {
    const header = historyHeader(scenario, seed, productVersion);
    for (const line of describeRun(header, events, run, realMs, options)) console.log(line);
  }
  if (!isSame)
    console.error('The second run differs from the first: the run is not deterministic.');
  return run.reason === 'drained' && isSame ? EXIT.holds : EXIT.violated;
}

async function runOnce(
  scenario: Scenario,
  seed: number,
  request: SimulateRequest,
): Promise<{ run: SimulatedRun; events: readonly HistoryEvent[] }> {
  const history = new MemoryHistory();
  const sinks: HistorySink[] = [history];
  if (request.trace || request.traceFilter !== undefined)
    sinks.push(tracePrinter(request.traceFilter));
  const print = request.quiet ? null : (line: string): void => console.log(line);
  const run = await runOnSimulator(scenario, { seed, host: nodeHost, sinks, print });
  return { run, events: [...history.events()] };
}

function tracePrinter(filterText: string | undefined): HistorySink {
  const filter = parseTraceFilter(filterText ?? '');
  return {
    onEvent(event) {
      if (matchesTraceFilter(event, filter)) console.log(formatEvent(event));
    },
  };
}

/** `type:Polled process:c1` and free text, in any order. */
function parseTraceFilter(text: string): TraceFilter {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const named = (name: string): string[] =>
    words.filter((word) => word.startsWith(name)).map((word) => word.slice(name.length));
  const free = words.filter((word) => !/^(type|process):/.test(word)).join(' ');
  return { types: named('type:'), processes: named('process:'), partitions: [], text: free };
}

async function isRepeatable(
  scenario: Scenario,
  seed: number,
  first: SimulatedRun,
): Promise<boolean> {
  const second = await runOnSimulator(scenario, { seed, host: nodeHost, sinks: [], print: null });
  return second.digest === first.digest;
}

function describeRun(
  header: HistoryHeader,
  events: readonly HistoryEvent[],
  run: SimulatedRun,
  realMs: number,
  options: TextOptions,
): string[] {
  const style = textStyle(options);
  const virtualSeconds = run.virtualUs / 1_000_000;
  const { coupons } = couponSeries(header, events);
  return [
    style.bold(header.title),
    `seed ${header.seed}, digest ${run.digest}`,
    '',
    ...storyText(storyLines(events), options),
    '',
    ...topicTable(topicFacts(header, events)),
    '',
    ...groupFacts(header, events).flatMap((fact) => [...groupTable(fact, options), '']),
    ...(coupons.length === 0 ? [] : [...couponTable(coupons, options), '']),
    `${virtualSeconds.toFixed(3)} s of virtual time in ${(realMs / 1000).toFixed(3)} s ` +
      `(${run.eventCount} events)`,
  ];
}
