import { spawn } from 'node:child_process';
import { toolArguments, type KafkaRuntime } from '../broker/jvmArguments.ts';
import type { DumpEntry } from './dumpEntry.ts';
import { DumpParser, type DumpMode } from './dumpParser.ts';

/** What a log holds, and so how the tool prints it. */
export type LogKind = 'topic' | 'groups' | 'metadata';

const MODES: Readonly<Record<LogKind, DumpMode>> = {
  topic: 'text',
  groups: 'decoded',
  metadata: 'decoded',
};

const OPTIONS: Readonly<Record<LogKind, string>> = {
  topic: '--print-data-log',
  groups: '--offsets-decoder',
  metadata: '--cluster-metadata-decoder',
};

/** Kafka's tool could not read a log. */
export class DumpFailure extends Error {
  override name = 'DumpFailure';
}

/**
 * Runs Kafka's DumpLogSegments on segment files and yields what it prints as it prints it. It reads
 * the files of a broker that runs as well as those of one that is stopped or dead.
 */
export async function* dumpLogSegments(
  runtime: KafkaRuntime,
  kind: LogKind,
  files: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<DumpEntry> {
  if (files.length === 0) return;
  const main = ['org.apache.kafka.tools.DumpLogSegments', OPTIONS[kind], '--files', files.join()];
  const child = spawn(runtime.javaProgram, toolArguments(runtime, main), {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal, killSignal: 'SIGKILL' as const }),
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve(exitCode));
  });
  // Awaited below; here only so that an early end is never an unhandled rejection.
  ended.catch(() => {});
  const parser = new DumpParser(MODES[kind]);
  try {
    for await (const bytes of child.stdout) yield* parser.push(bytes as Buffer);
    const exitCode = await ended;
    if (exitCode !== 0) throw new DumpFailure(failureText(exitCode, complaints));
    yield* parser.end();
  } finally {
    child.kill('SIGKILL');
  }
}

function failureText(exitCode: number | null, complaints: string): string {
  const first = complaints.split('\n').find((line) => line.trim() !== '');
  const how = exitCode === null ? 'was ended' : `ended with ${exitCode}`;
  return `DumpLogSegments ${how}: ${first?.trim() ?? 'it said nothing'}`;
}
