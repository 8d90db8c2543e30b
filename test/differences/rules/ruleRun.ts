import { collectFacts } from '../../../src/differences/collectFacts.ts';
import type { CollectedFacts } from '../../../src/differences/collectFacts.ts';
import { compareRuns } from '../../../src/differences/compareRuns.ts';
import type { DifferenceRule, RealClient } from '../../../src/differences/differenceRule.ts';
import type { FactKind } from '../../../src/differences/fact.ts';
import type { Judgement } from '../../../src/differences/judgement.ts';
import { ScheduleSearch } from '../../../src/differences/scheduleSearch.ts';
import type { Expectations } from '../../../src/history/expectations.ts';
import { RunScript } from '../../check/runScript.ts';
import { GROUP, TOPIC } from '../../check/scriptHeader.ts';

export { GROUP, TOPIC };

/** A run written by hand: three partitions, consumers c1 and c2, which have started. */
export function newRun(): RunScript {
  return new RunScript({ partitions: 3, consumers: ['c1', 'c2'] }).started('api-1', 'c1', 'c2');
}

/** The run with expectations in its header. */
export function expecting(run: RunScript, expect: Partial<Expectations>): RunScript {
  const none: Expectations = {
    holds: [],
    violates: [],
    issued: {},
    soldOut: null,
    duplicates: null,
    deadLettered: null,
    redelivered: null,
    generations: null,
    partitions: {},
    issuedInLogOrder: false,
    handled: {},
  };
  Object.assign(run.header, { expect: { ...none, ...expect } });
  return run;
}

/** One send and where it landed; times in milliseconds. */
export interface ScriptedSend {
  readonly id: string;
  readonly sentMs: number;
  readonly ackedMs: number;
  readonly offset: number;
  readonly partition?: number;
  readonly by?: string;
  readonly key?: string | null;
}

let sendId = 1_000;

/** Sends in the order in which they begin. */
export function sends(run: RunScript, ...list: readonly ScriptedSend[]): RunScript {
  for (const { id, sentMs, ackedMs, offset, partition = 0, by = 'api-1', key = '1' } of list) {
    const send = { process: by, sendId: ++sendId, topic: TOPIC, key, requestId: id };
    run.emit(
      { type: 'SendStarted', atUs: sentMs * 1000, ...send },
      { type: 'Produced', atUs: ackedMs * 1000, ...send, partition, offset },
    );
  }
  return run;
}

/** The coordinator stores a share-out that an assignor other than range has made. */
export function stored(
  run: RunScript,
  generation: number,
  protocol: string,
  shares: Readonly<Record<string, readonly number[]>>,
): RunScript {
  const members = Object.entries(shares).map(([client, numbers]) => ({
    memberId: `${client}-1`,
    client,
    partitions: numbers.map((partition) => ({ topic: TOPIC, partition })),
  }));
  return run.emit({
    type: 'AssignmentStored',
    atUs: run.now,
    process: 'broker-1',
    group: GROUP,
    generation,
    protocol,
    leader: '',
    members,
  });
}

/** A fault of the scenario takes effect. */
export function struck(run: RunScript, text: string, process = 'api-1'): RunScript {
  return run.emit({ type: 'FaultInjected', atUs: run.now, process, fault: 1, text });
}

/** What the comparison may use besides the rule. */
export interface RuleSetting {
  readonly client?: RealClient['name'];
  /** What other schedules of the simulator come to. */
  readonly schedules?: readonly RunScript[];
  /** Rules that settle causes. */
  readonly causes?: readonly DifferenceRule[];
}

/** What the rule says about two runs: `kind: class` for each difference that it classes. */
export async function classed(
  rule: DifferenceRule,
  simulated: RunScript,
  real: RunScript,
  setting: RuleSetting = {},
): Promise<readonly string[]> {
  const { client, schedules = [], causes = [] } = setting;
  const simulate = (schedule: number): Promise<CollectedFacts> =>
    Promise.resolve(factsOf(schedules[schedule - 1]!));
  const { differences } = await compareRuns(factsOf(simulated), factsOf(real), {
    client: client === undefined ? null : { name: client, version: '' },
    search: new ScheduleSearch(simulate, schedules.length),
    rules: [...causes, rule],
  });
  return differences
    .filter((one) => one.rule === rule.name)
    .map((one) => `${one.kind}: ${one.class}`);
}

/** Classes every difference of a kind, as a cause for others. */
export function settles(kind: FactKind, as: Judgement['class'] = 'model wrong'): DifferenceRule {
  return {
    name: `${kind} is settled`,
    kinds: [kind],
    judge: () => ({ class: as, reason: 'because', shownBy: 'the test' }),
  };
}

function factsOf({ header, events }: RunScript): CollectedFacts {
  return collectFacts({ header, events });
}
