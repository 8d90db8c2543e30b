import { KAFKA_CLIENT_NAMES } from '../../adapters/kafka/client/kafkaClient.ts';
import type { KafkaClientName } from '../../adapters/kafka/client/kafkaClient.ts';
import { closestWord } from '../closestWord.ts';
import { Misuse } from '../misuse.ts';
import { once } from '../options/givenOption.ts';
import type { GivenFlag, GivenText } from '../options/givenOption.ts';
import type { OutputStyle } from '../options/outputStyle.ts';
import { outputStyle } from '../options/outputStyle.ts';
import type { ReportChoice } from '../options/reportChoice.ts';
import { reportChoice } from '../options/reportChoice.ts';
import { parseSeed } from '../simulate/seedRange.ts';

/** The command line as yargs gives it. */
export interface ReplayArguments {
  readonly file: GivenText;
  readonly broker: GivenText;
  readonly bootstrap: GivenText;
  readonly client: GivenText;
  readonly 'time-scale': GivenText;
  readonly seed: GivenText;
  readonly postgres: GivenText;
  readonly schedules: GivenText;
  readonly out: GivenText;
  readonly 'no-report': GivenFlag;
  readonly 'no-charts': GivenFlag;
  readonly json: GivenFlag;
  readonly quiet: GivenFlag;
}

/** Where the Kafka is. */
export type BrokerChoice =
  | { readonly type: 'local' }
  | { readonly type: 'docker' }
  | { readonly type: 'testcontainers' }
  /** host:port of some brokers. */
  | { readonly type: 'remote'; readonly bootstrap: readonly string[] };

/** What `replay` is asked for. */
export interface ReplayRequest {
  readonly file: string;
  readonly broker: BrokerChoice;
  /** null: whichever can do what is needed. */
  readonly client: KafkaClientName | null;
  /** null: chosen. */
  readonly timeScale: number | null;
  /** null: the file's own. */
  readonly seed: number | null;
  /** null: a server is started. */
  readonly postgresUrl: string | null;
  readonly scheduleLimit: number;
  readonly output: OutputStyle;
  /** null: none is written. */
  readonly report: ReportChoice | null;
}

const MOST_TIME_SCALE = 10;
const PLACE = /^(?:[\w.-]+|\[[\da-fA-F:]+\]):(\d{1,5})$/;

/** What the command line asks for. Throws `Misuse`. */
export function parseReplayRequest(args: ReplayArguments): ReplayRequest {
  const seed = once(args.seed, '--seed');
  const out = once(args.out, '--out');
  const output = outputStyle(args);
  const report = reportChoice(out, args, output === 'text');
  return {
    file: once(args.file, 'the file') ?? '',
    broker: brokerOf(once(args.broker, '--broker'), once(args.bootstrap, '--bootstrap')),
    client: clientName(once(args.client, '--client')),
    timeScale: timeScale(once(args['time-scale'], '--time-scale')),
    seed: seed === null ? null : parseSeed(seed, '--seed'),
    postgresUrl: once(args.postgres, '--postgres'),
    scheduleLimit: scheduleLimit(once(args.schedules, '--schedules') ?? '0'),
    output,
    report,
  };
}

function brokerOf(broker: string | null, bootstrap: string | null): BrokerChoice {
  const choice = broker ?? 'local';
  const isNamed = choice === 'local' || choice === 'docker' || choice === 'testcontainers';
  if (bootstrap !== null) {
    // 'local' is what yargs says if nobody says anything.
    if (choice === 'local') return remoteAt(bootstrap, '--bootstrap', 'HOST:PORT');
    throw new Misuse(`--broker ${choice} and --bootstrap ${bootstrap}: say where it is once.`);
  }
  if (isNamed) return { type: choice };
  return remoteAt(choice, '--broker', 'local, docker, testcontainers or HOST:PORT');
}

function remoteAt(text: string, option: string, wanted: string): BrokerChoice {
  const bootstrap = text.split(',').map((place) => place.trim());
  for (const place of bootstrap) {
    const port = Number(PLACE.exec(place)?.[1] ?? NaN);
    if (port >= 1 && port <= 65_535) continue;
    throw new Misuse(`${option} ${text}: wanted is ${wanted}, as in kafka-1:9092.`);
  }
  return { type: 'remote', bootstrap };
}

function clientName(text: string | null): KafkaClientName | null {
  if (text === null) return null;
  const name = KAFKA_CLIENT_NAMES.find((known) => known === text);
  if (name !== undefined) return name;
  const close = closestWord(text, KAFKA_CLIENT_NAMES);
  const advice = close === null ? '' : ` Did you mean ${close}?`;
  throw new Misuse(`--client ${text}: there are ${KAFKA_CLIENT_NAMES.join(', ')}.${advice}`);
}

function timeScale(text: string | null): number | null {
  if (text === null) return null;
  const scale = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (scale > 0 && scale <= MOST_TIME_SCALE) return scale;
  const range = `above 0 and at most ${MOST_TIME_SCALE}`;
  throw new Misuse(`--time-scale ${text}: wanted is a number ${range}, as in 0.3.`);
}

function scheduleLimit(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(limit)) return limit;
  throw new Misuse(`--schedules ${text}: give a whole number, 0 or more.`);
}
