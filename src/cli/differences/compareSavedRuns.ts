import { join } from 'node:path';
import { fileErrorText } from '../../adapters/node/fileErrorText.ts';
import { readHistoryFile } from '../../adapters/node/historyFile.ts';
import { nodeHost } from '../../adapters/node/nodeHost.ts';
import type { CollectedFacts } from '../../differences/collectFacts.ts';
import { FactCollector } from '../../differences/collectFacts.ts';
import { compareRuns } from '../../differences/compareRuns.ts';
import type { RealClient } from '../../differences/differenceRule.ts';
import { newScheduleSearch } from '../../differences/newScheduleSearch.ts';
import type { ScheduleSearch } from '../../differences/scheduleSearch.ts';
import { differencesText } from '../../differences/output/differencesText.ts';
import { writeDifferences } from '../../differences/output/writeDifferences.ts';
import type { HistoryHeader } from '../../history/event.ts';
import { HistoryFormatError } from '../../history/historyFormatError.ts';
import { asReportFolderError, ReportFolderError } from '../../report/reportFolderError.ts';
import { scaleScenario } from '../../scenario/scale/scaleScenario.ts';
import type { ExitCode } from '../exitCode.ts';
import { EXIT } from '../exitCode.ts';
import { Interruption } from '../interruption.ts';
import { loadFile } from '../loadScenario.ts';
import { makeFolder } from '../makeFolder.ts';
import { Misuse } from '../misuse.ts';
import { once } from '../options/givenOption.ts';
import type { GivenText } from '../options/givenOption.ts';
import { productVersion } from '../productVersion.ts';
import { terminalText } from '../terminalText.ts';
import { untilAborted } from '../untilAborted.ts';

/** What `differences` is asked for. */
export interface DifferencesRequest {
  readonly simulated: string;
  readonly real: string;
  readonly out: GivenText;
  readonly client: GivenText;
  readonly schedules: number;
}

/** Reads two saved histories, compares them, prints what differs and writes the report. */
export async function compareSavedRuns(request: DifferencesRequest): Promise<ExitCode> {
  const folder = named(request.out, '--out', 'a folder');
  const client = clientOf(named(request.client, '--client', 'a client'));
  const { schedules } = request;
  if (!Number.isSafeInteger(schedules) || schedules < 0) {
    throw new Misuse('--schedules: give a whole number, 0 or more.');
  }
  const interruption = new Interruption();
  try {
    const exitCode = await untilAborted(compare(request, folder, client), interruption.signal);
    return exitCode ?? interruption.exitCode;
  } finally {
    interruption.stopListening();
  }
}

async function compare(
  { simulated, real, schedules }: DifferencesRequest,
  folder: string | null,
  client: RealClient | null,
): Promise<ExitCode> {
  const [model, kafka] = [await readFacts(simulated), await readFacts(real)];
  if (model.facts.header.backend !== 'simulator') {
    throw new Misuse(`${simulated}: this run was not simulated. Name the simulated one first.`);
  }
  const objection = notAlike(model.facts.header, kafka.facts.header);
  if (objection !== null) throw new Misuse(objection);
  const cut = [model, kafka].find(({ problem }) => problem !== '');
  if (cut !== undefined) {
    console.error(`Nothing is compared: ${cut.path} is not whole: ${cut.problem}`);
    return EXIT.unknown;
  }
  const search = schedules === 0 ? null : await searchFor(kafka.facts, schedules);
  const comparison = await compareRuns(model.facts, kafka.facts, { client, search });
  console.log(differencesText(comparison, terminalText()).join('\n'));
  if (folder !== null) {
    try {
      makeFolder(folder);
      await writeDifferences(comparison, folder);
    } catch (error) {
      const told = asReportFolderError(folder, error);
      throw told instanceof ReportFolderError ? new Misuse(told.message) : error;
    }
    console.log(`Differences: ${join(folder, 'differences.html')}`);
  }
  return comparison.isFaithful ? EXIT.holds : EXIT.violated;
}

/** Why the two are no runs of one thing; null: they are. */
function notAlike(simulated: HistoryHeader, real: HistoryHeader): string | null {
  if (simulated.title !== real.title)
    return `These are runs of two scenarios: '${simulated.title}' and '${real.title}'.`;
  const [one, other] = [simulated.timeScale, real.timeScale];
  if (one !== other)
    return (
      `These are runs of two time scales: ${one} (simulated) and ${other} (real). ` +
      `For a real run of the first scale: replay --time-scale ${one}.`
    );
  if (simulated.seed !== real.seed)
    return (
      `These are runs of two seeds: ${simulated.seed} (simulated) and ${real.seed} (real). ` +
      `For a simulated run of the second: simulate --seed ${real.seed}.`
    );
  return null;
}

interface ReadFacts {
  readonly path: string;
  readonly facts: CollectedFacts;
  readonly problem: string;
}

async function readFacts(path: string): Promise<ReadFacts> {
  let collector: FactCollector | null = null;
  try {
    const { problem } = await readHistoryFile(path, (header) => {
      collector = new FactCollector(header);
      return collector;
    });
    return { path, facts: collector!.finish(), problem };
  } catch (error) {
    if (error instanceof HistoryFormatError) throw new Misuse(`${path}: ${error.message}`);
    const words = fileErrorText(error);
    if (words === null) throw error;
    throw new Misuse(`${path}: cannot be read: ${words}`);
  }
}

/** Asks the simulator if the scenario is still where it was; else rules do without. */
async function searchFor(
  { header }: CollectedFacts,
  limit: number,
): Promise<ScheduleSearch | null> {
  const { scenarioPath, seed, timeScale } = header;
  if (scenarioPath === '') return null;
  const parsed = await loadFile(scenarioPath).catch(() => null);
  if (parsed === null || !('scenario' in parsed) || parsed.scenario.title !== header.title) {
    console.error(`${scenarioPath} is no longer that scenario: the simulator cannot be asked.`);
    return null;
  }
  const scenario = scaleScenario(parsed.scenario, timeScale);
  return newScheduleSearch({ scenario, seed, host: nodeHost, productVersion, limit });
}

function named(given: GivenText, option: string, what: string): string | null {
  const text = once(given, option);
  if (text === '') throw new Misuse(`${option}: name ${what}.`);
  return text;
}

function clientOf(name: string | null): RealClient | null {
  return name === null ? null : { name: name as RealClient['name'], version: '' };
}
