import { GROUP_PROTOCOLS } from '../../scenario/protocol/underProtocol.ts';
import type { GroupProtocol } from '../../scenario/protocol/underProtocol.ts';
import { closestWord } from '../closestWord.ts';
import { Misuse } from '../misuse.ts';
import type { GivenFlag, GivenText } from '../options/givenOption.ts';
import { isOn, once } from '../options/givenOption.ts';
import type { ReportChoice } from '../options/reportChoice.ts';
import { reportChoice } from '../options/reportChoice.ts';
import { parseSeed } from '../simulate/seedRange.ts';

/** The command line as yargs gives it. */
export interface CompareArguments {
  readonly file: GivenText;
  readonly protocols: GivenText;
  readonly seed: GivenText;
  readonly out: GivenText;
  readonly 'no-report': GivenFlag;
  readonly 'no-charts': GivenFlag;
  readonly json: GivenFlag;
}

/** What `compare` is asked for. */
export interface CompareRequest {
  readonly file: string;
  /** At least one, each once, in the order asked for. */
  readonly protocols: readonly GroupProtocol[];
  /** null: the file's own. */
  readonly seed: number | null;
  readonly json: boolean;
  /** null: none is written. */
  readonly report: ReportChoice | null;
}

/** What the command line asks for. Throws `Misuse`. */
export function parseCompareRequest(args: CompareArguments): CompareRequest {
  const seed = once(args.seed, '--seed');
  const out = once(args.out, '--out');
  const json = isOn(args.json);
  const report = reportChoice(out, args, !json);
  return {
    file: once(args.file, 'the file') ?? '',
    protocols: parseProtocols(once(args.protocols, '--protocols')),
    seed: seed === null ? null : parseSeed(seed, '--seed'),
    json,
    report,
  };
}

function parseProtocols(text: string | null): readonly GroupProtocol[] {
  if (text === null) return GROUP_PROTOCOLS;
  const protocols = text.split(',').map((word) => parseProtocol(word.trim()));
  const twice = protocols.find((protocol, at) => protocols.indexOf(protocol) < at);
  if (twice !== undefined) throw new Misuse(`--protocols: ${twice} is there twice.`);
  return protocols;
}

function parseProtocol(word: string): GroupProtocol {
  const known = GROUP_PROTOCOLS.find((protocol) => protocol === word);
  if (known !== undefined) return known;
  const meant = closestWord(word, GROUP_PROTOCOLS);
  const hint = meant === null ? '' : ` Did you mean ${meant}?`;
  throw new Misuse(
    `--protocols: there is no protocol '${word}'; there are ${GROUP_PROTOCOLS.join(', ')}.${hint}`,
  );
}
