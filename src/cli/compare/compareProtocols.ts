import { basename } from 'node:path';
import type { VerdictStatus } from '../../check/verdict.ts';
import type { Comparison } from '../../report/compare/comparison.ts';
import { newComparison } from '../../report/compare/comparison.ts';
import { comparisonText } from '../../report/compare/comparisonText.ts';
import { ReportFolderError, asReportFolderError } from '../../report/reportFolderError.ts';
import { printScenario } from '../../scenario/printScenario.ts';
import { MODELLED_KAFKA_VERSION } from '../../scenario/runOnSimulator.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { ExitCode } from '../exitCode.ts';
import { EXIT } from '../exitCode.ts';
import { wantsStackTrace } from '../failureText.ts';
import { Interruption } from '../interruption.ts';
import { interruptibleHost } from '../interruptibleHost.ts';
import { makeFolder, removeMadeFolders } from '../makeFolder.ts';
import { Misuse } from '../misuse.ts';
import { productVersion } from '../productVersion.ts';
import { programCommand } from '../programCommand.ts';
import { readScenario } from '../readScenario.ts';
import { runFailureText } from '../runFailureText.ts';
import { terminalText } from '../terminalText.ts';
import { untilAborted } from '../untilAborted.ts';
import type { CompareRequest } from './compareRequest.ts';
import { newComparisonDocument } from './comparisonDocument.ts';
import type { PlayedArm } from './playArm.ts';
import { playArm } from './playArm.ts';

/** Runs a scenario under each protocol, compares, prints and writes the page. */
export async function compareProtocols(request: CompareRequest): Promise<ExitCode> {
  const scenario = await readScenario(request.file);
  if (scenario.groups.length === 0) {
    throw new Misuse(`${request.file}: there is no consumer group, so nothing to compare.`);
  }
  const seed = request.seed ?? scenario.seed;
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    const exitCode = await untilAborted(perform(request, scenario, seed, signal), signal);
    if (exitCode !== null) return exitCode;
    console.error(`Interrupted: the comparison with seed ${seed} is not complete.`);
    return interruption.exitCode;
  } finally {
    interruption.stopListening();
  }
}

async function perform(
  request: CompareRequest,
  scenario: Scenario,
  seed: number,
  signal: AbortSignal,
): Promise<ExitCode> {
  const replay = replayOf(request, scenario, seed);
  const arms: PlayedArm[] = [];
  for (const protocol of request.protocols) {
    try {
      arms.push(await playArm(scenario, protocol, seed, interruptibleHost(signal)));
    } catch (error) {
      console.error(`Under ${protocol}:`);
      console.error(runFailureText({ error, seed, replay }, wantsStackTrace(process.env)));
      return EXIT.unknown;
    }
  }
  const comparison = newComparison(
    {
      title: scenario.title,
      lesson: scenario.lesson,
      scenarioPath: scenario.path,
      seed,
      productVersion,
      kafkaVersion: MODELLED_KAFKA_VERSION,
      replay,
    },
    arms.map(({ parts }) => parts),
  );
  const status = worst(comparison);
  if (!request.json) console.log(comparisonText(comparison, terminalText()).join('\n'));
  const page = await writePage(request, comparison, scenario, arms);
  if (request.json) {
    const document = newComparisonDocument(comparison, scenario, status, page);
    console.log(JSON.stringify(document, null, 2));
  } else if (page !== null) console.log(`\nPage: ${page}`);
  return EXIT[status];
}

/** The judgement on all arms together. */
function worst({ arms }: Comparison): VerdictStatus {
  const statuses = arms.map(({ status }) => status);
  if (statuses.includes('violated')) return 'violated';
  return statuses.includes('unknown') ? 'unknown' : 'holds';
}

async function writePage(
  { report }: CompareRequest,
  comparison: Comparison,
  { path }: Scenario,
  arms: readonly PlayedArm[],
): Promise<string | null> {
  if (report === null) return null;
  const { seed } = comparison.subject;
  const name = basename(path).replace(/\.ya?ml$/i, '');
  const folder = report.folder ?? `reports/compare-${name}-seed-${seed}`;
  const armScenarios = new Map(
    arms.map(({ parts, scenario }) => [parts.protocol, printScenario({ ...scenario, seed })]),
  );
  const { writeComparison } = await import('../../report/compare/writeComparison.ts');
  let made: readonly string[] = [];
  try {
    made = makeFolder(folder);
    return await writeComparison(comparison, folder, { charts: report.charts, armScenarios });
  } catch (error) {
    removeMadeFolders(made);
    const told = asReportFolderError(folder, error);
    if (!(told instanceof ReportFolderError)) throw error;
    throw new Misuse(`${told.message}\nName another folder with --out, or say --no-report.`);
  }
}

function replayOf({ protocols }: CompareRequest, { path }: Scenario, seed: number): string {
  const program = programCommand(process.env, process.argv[1], 'compare');
  return `${program} ${path} --protocols ${protocols.join(',')} --seed ${seed}`;
}
