import { KafkaProblem } from './kafkaProblem.ts';

/** A port that was free a moment ago is not any more. */
export class PortTaken extends KafkaProblem {
  override name = 'PortTaken';
}

interface KnownFailure {
  readonly pattern: RegExp;
  readonly kind: 'misuse' | 'unable';
  readonly reason: (match: RegExpExecArray) => string;
}

/** How Kafka words its objection to a config. */
const CONFIG_COMPLAINT =
  /Invalid value|must (?:not )?be|must (?:not )?contain|required configuration|requirement failed/i;

const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    pattern: /No space left on device/,
    kind: 'unable',
    reason: () => 'the disk is full',
  },
  {
    pattern: /Read-only file system/,
    kind: 'unable',
    reason: () => 'its folder is on a read-only file system',
  },
  {
    pattern: /Permission denied|AccessDeniedException/,
    kind: 'unable',
    reason: () => 'it has no permission to write into its folder',
  },
  {
    pattern: /UnsupportedClassVersionError/,
    kind: 'unable',
    reason: () => 'this Java is too old for Kafka 4: 17 or newer is needed',
  },
  {
    pattern: /insufficient memory|Could not reserve enough space|OutOfMemoryError[^\n]*/,
    kind: 'unable',
    reason: () => 'there is not enough memory for it',
  },
  {
    pattern: /Failed to acquire lock on file/,
    kind: 'unable',
    reason: () => 'another Kafka uses its data',
  },
];

/** Why a node ended while the cluster was starting, read from what it printed. */
export function explainStartupFailure(nodeId: number, printed: string, logPath: string): Error {
  const where = `Its log: ${logPath}`;
  if (/failed to bind to|Address already in use/i.test(printed)) {
    const port = /bind to [^\n]*?:(\d+)/i.exec(printed)?.[1];
    const which = port === undefined ? 'one of its ports' : `port ${port}`;
    return new PortTaken('unable', `node ${nodeId} ended: ${which} is taken. ${where}`);
  }
  for (const { pattern, kind, reason } of KNOWN_FAILURES) {
    const match = pattern.exec(printed);
    if (match === null) continue;
    return new KafkaProblem(kind, `node ${nodeId} ended: ${reason(match)}. ${where}`);
  }
  const fatal = /fatal exception[^\n]*\n([^\n]+)/.exec(printed)?.[1]?.trim();
  if (fatal !== undefined) {
    const kind = CONFIG_COMPLAINT.test(fatal) ? 'misuse' : 'unable';
    return new KafkaProblem(kind, `node ${nodeId} ended, saying: ${fatal}. ${where}`);
  }
  const lines = printed.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /\b(ERROR|FATAL|Exception|Error:)/.test(line));
  const last = (telling.at(-1) ?? lines.at(-1) ?? 'nothing').trim();
  return new KafkaProblem('unable', `node ${nodeId} ended, saying: ${last}. ${where}`);
}
