import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomically } from '../../adapters/node/atomicFile.ts';
import { countOf } from '../../report/text/nameRecords.ts';
import { listScenarios } from '../listScenarios.ts';
import { productVersion } from '../productVersion.ts';
import { fidelityDocument } from './fidelityDocument.ts';
import type { FidelityRecord, ScenarioRecord } from './fidelityRecord.ts';
import { entryName } from './fidelityRecord.ts';
import { replayOnce } from './replayOnce.ts';
import type { ReplayedOnce } from './replayedOnce.ts';
import { summariseRuns } from './summariseRuns.ts';
import { countVectors } from './vectorFiles.ts';

const USAGE = `npm run fidelity -- [options] [scenario...]

Replays shipped scenarios on a real Kafka and writes FIDELITY.md.

  --runs N          how often each scenario is replayed (1), with the seeds 1 to N
  --render          run nothing: write FIDELITY.md from docs/fidelity.json
  --client NAME     as for \`partition-lab replay\`
  --broker WHERE    as for \`partition-lab replay\`
  --time-scale X    as for \`partition-lab replay\`
  --program PATH    the built command line (dist/cli.js)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '1' },
    render: { type: 'boolean', default: false },
    client: { type: 'string' },
    broker: { type: 'string' },
    'time-scale': { type: 'string' },
    program: { type: 'string', default: 'dist/cli.js' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(USAGE);
else process.exitCode = await makeFidelity(process.cwd());

/** Runs what was asked for, keeps what came of it, and writes FIDELITY.md. */
async function makeFidelity(root: string): Promise<number> {
  const recordPath = join(root, 'docs', 'fidelity.json');
  const listed = await listScenarios(join(root, 'scenarios'));
  const shipped = listed.map(({ name }) => name);
  const unknown = positionals.filter((name) => !shipped.includes(name));
  const runs = Number(values.runs);
  if (unknown.length > 0 || !Number.isSafeInteger(runs) || runs < 1) {
    console.error(unknown.length > 0 ? `No such scenario: ${unknown.join(', ')}` : USAGE);
    return 3;
  }
  let record = readRecord(recordPath);
  const wanted = values.render ? [] : positionals.length > 0 ? positionals : shipped;
  for (const name of wanted) {
    const scenario = await replayScenario(root, name, runs);
    record = { ...record, scenarios: { ...record.scenarios, [entryOf(name)]: scenario } };
    // After each scenario: what was found out is kept, whatever becomes of the rest.
    writeFileAtomically(recordPath, `${JSON.stringify(record, null, 1)}\n`);
  }
  const vectors = await countVectors(join(root, 'test', 'vectors'));
  const document = fidelityDocument(record, shipped, vectors);
  writeFileAtomically(join(root, 'FIDELITY.md'), document);
  const isFaithful = wanted.every((name) => {
    const { runs: compared, faithful, failedRuns } = record.scenarios[entryOf(name)]!;
    return compared === faithful && failedRuns === 0;
  });
  console.log(`FIDELITY.md is written${isFaithful ? '.' : '; not every run is faithful.'}`);
  return isFaithful ? 0 : 1;
}

/** Runs with a client that was asked for stand beside those with the default one. */
function entryOf(name: string): string {
  return entryName(name, values.client ?? null);
}

async function replayScenario(root: string, name: string, runs: number): Promise<ScenarioRecord> {
  const options = (['client', 'broker', 'time-scale'] as const).flatMap((option) => {
    const value = values[option];
    return value === undefined ? [] : [`--${option}`, value];
  });
  const results: ReplayedOnce[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    const folder = join(root, 'reports', 'fidelity', `${name}-${seed}`);
    mkdirSync(folder, { recursive: true });
    const program = resolve(root, values.program);
    const scenario = join('scenarios', `${name}.yaml`);
    const result = await replayOnce({ program, scenario, seed, folder, options });
    results.push(result);
    console.log(`${name}, seed ${seed}: ${wordsOf(result)}`);
    // It is the scenario that cannot be replayed: trying again changes nothing.
    if (result.type === 'refused') break;
  }
  const today = new Date().toISOString().slice(0, 10);
  return summariseRuns(results, today, productVersion);
}

function wordsOf(result: ReplayedOnce): string {
  if (result.type !== 'compared') return `${result.type}: ${result.reason}`;
  const { isFaithful, differences } = result.differences;
  const count = countOf(differences.length, 'difference');
  return `${isFaithful ? 'faithful' : 'NOT FAITHFUL'}, ${count}`;
}

function readRecord(path: string): FidelityRecord {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as FidelityRecord;
  } catch {
    return { format: 'partition-lab-fidelity', version: 1, scenarios: {} };
  }
}
