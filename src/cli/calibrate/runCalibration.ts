import { availableParallelism, totalmem, type } from 'node:os';
import { KafkaProblem, StartInterrupted } from '../../adapters/kafka/broker/kafkaProblem.ts';
import { AtomicFile } from '../../adapters/node/atomicFile.ts';
import { fileErrorText } from '../../adapters/node/fileErrorText.ts';
import { PostgresUnusable } from '../../adapters/postgres/postgresUnusable.ts';
import { calibrate, type Calibration } from '../../calibrate/calibrate.ts';
import type { LatencyProfile } from '../../scenario/latency/latencyProfile.ts';
import { printLatencyProfile } from '../../scenario/latency/printLatencyProfile.ts';
import { parseDataFolder, parseFolder, parseWholeNumber } from '../broker/brokerArguments.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { Interruption } from '../interruption.ts';
import { Misuse } from '../misuse.ts';
import { once } from '../options/givenOption.ts';
import type { GivenText } from '../options/givenOption.ts';
import { profileTable } from './profileTable.ts';

const FEWEST_SAMPLES = 100;
const MOST_SAMPLES = 1_000_000;
const BYTES_A_GIGABYTE = 2 ** 30;

/** What `calibrate` was given. */
export interface CalibrationArguments {
  readonly out: GivenText;
  readonly samples: GivenText;
  readonly data: GivenText;
  readonly postgres: GivenText;
  readonly cache: GivenText;
}

/**
 * Measures and writes the profile, to a file or to standard output. Nothing is written unless all
 * was measured. Returns the exit code.
 */
export async function runCalibration(given: CalibrationArguments): Promise<ExitCode> {
  const samples = parseWholeNumber('--samples', given.samples, FEWEST_SAMPLES, MOST_SAMPLES)!;
  const out = oneText('--out', given.out);
  const postgresUrl = oneText('--postgres', given.postgres);
  const file = out === null ? null : openFile(out);
  const interruption = new Interruption();
  try {
    const measured = await calibrate({
      samples,
      runningIn: parseDataFolder(given.data),
      postgresUrl,
      cacheFolder: parseFolder('--cache', given.cache),
      signal: interruption.signal,
      onProgress: (step) => console.error(`${step} ...`),
    });
    const profile = profileOf(measured);
    console.error(`\n${profileTable(profile)}\n`);
    const text = printLatencyProfile(profile);
    if (file === null) process.stdout.write(text);
    else {
      file.write(text);
      file.commit();
      console.error(`Written: ${file.path}`);
    }
    return EXIT.holds;
  } catch (error) {
    if (interruption.signal.aborted) {
      console.error('Interrupted: nothing was written, and nothing is left running.');
      return interruption.exitCode;
    }
    return explain(error);
  } finally {
    file?.discard();
    interruption.stopListening();
  }
}

/** What the user can put right is said in a sentence. Other errors are ours. */
function explain(error: unknown): ExitCode {
  if (!(error instanceof KafkaProblem) && !(error instanceof PostgresUnusable)) throw error;
  if (error instanceof StartInterrupted) throw error;
  console.error(error.message);
  const isMisuse = error instanceof KafkaProblem && error.kind === 'misuse';
  return isMisuse ? EXIT.misuse : EXIT.unknown;
}

/** Before anything is measured: whoever waits half a minute wants to have the file. */
function openFile(path: string): AtomicFile {
  try {
    return new AtomicFile(path);
  } catch (error) {
    const words = fileErrorText(error);
    if (words === null) throw error;
    throw new Misuse(`${path}: cannot be written: ${words}`);
  }
}

function profileOf({ brokers, ...measured }: Calibration): LatencyProfile {
  const memory = Math.round(totalmem() / BYTES_A_GIGABYTE);
  const cores = availableParallelism();
  const size = brokers === 1 ? '' : `, ${brokers} brokers,`;
  return {
    title: `Kafka ${measured.kafka}${size} and ${measured.database}, all on one machine`,
    measured: new Date().toISOString().slice(0, 'yyyy-mm-dd'.length),
    machine: `${type()}, ${cores} cores, ${memory} GB, Node ${process.versions.node}`,
    ...measured,
  };
}

/** null: it was not given. */
function oneText(option: string, given: GivenText): string | null {
  const text = once(given, option);
  if (text === '') throw new Misuse(`${option} needs a value.`);
  return text;
}
