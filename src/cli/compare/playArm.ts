import { judgeRun } from '../../check/judgeRun.ts';
import { MemoryHistory } from '../../history/memoryHistory.ts';
import type { ArmFault, ArmParts } from '../../report/compare/armParts.ts';
import { judgeOnSimulator } from '../../scenario/judgeOnSimulator.ts';
import type { JudgedRun } from '../../scenario/judgeOnSimulator.ts';
import { expectedUnderAll } from '../../scenario/protocol/expectedUnderAll.ts';
import type { FaultMove } from '../../scenario/protocol/moveFaults.ts';
import { moveFaults } from '../../scenario/protocol/moveFaults.ts';
import type { GroupProtocol } from '../../scenario/protocol/underProtocol.ts';
import { underProtocol } from '../../scenario/protocol/underProtocol.ts';
import type { FaultAction, Scenario } from '../../scenario/scenario.ts';
import type { Host } from '../../sim/host.ts';
import { productVersion } from '../productVersion.ts';

/** A fault that moves may let another one miss: so often it is tried to move that one too. */
const MOST_PLAYS = 4;

/** One arm of a comparison. */
export interface PlayedArm {
  readonly parts: ArmParts;
  /** As it was played: it can be run for itself. */
  readonly scenario: Scenario;
}

/** What could not be missed by a rule: messages and statements are struck one by one. */
const STRIKES_MESSAGES: ReadonlySet<FaultAction['type']> = new Set([
  'message',
  'partition-network',
  'store',
]);

/**
 * Runs a scenario under a protocol. Faults that wait for a record in the hands of a consumer that
 * does not get it here strike the one that does. Rejects as `judgeOnSimulator`.
 */
export async function playArm(
  from: Scenario,
  protocol: GroupProtocol,
  seed: number,
  host: Host,
): Promise<PlayedArm> {
  let scenario = underProtocol({ ...from, expect: expectedUnderAll(from) }, protocol);
  const moves: FaultMove[] = [];
  for (let plays = 1; ; plays++) {
    const history = new MemoryHistory();
    const judged = await judgeOnSimulator(scenario, {
      seed,
      host,
      sinks: [history],
      print: null,
      productVersion,
    });
    const { faultHits } = judged.run;
    const moved = plays < MOST_PLAYS ? moveFaults(scenario, faultHits, history.events()) : null;
    if (moved === null) {
      return { scenario, parts: armParts(protocol, scenario, judged, history, moves) };
    }
    scenario = moved.scenario;
    moves.push(...moved.moves);
  }
}

function armParts(
  protocol: string,
  { faults, expect }: Scenario,
  { header, run, verdicts, expectations }: JudgedRun,
  history: MemoryHistory,
  moves: readonly FaultMove[],
): ArmParts {
  // That a rule holds which this lesson breaks elsewhere is no fault of the protocol.
  const asked = expectations.filter(({ expected }) => expected !== 'violated');
  return {
    protocol,
    header,
    events: history.events(),
    digest: run.digest,
    verdicts,
    expectations: asked,
    status: judgeRun(verdicts, expect, asked),
    faults: faults.map(({ number, text, action }, at): ArmFault => {
      const move = moves.find(({ fault }) => fault === number);
      return {
        number,
        text,
        hits: run.faultHits[at] ?? null,
        isOnProcess: !STRIKES_MESSAGES.has(action.type),
        movedFrom: move?.from ?? '',
        movedTo: move?.to ?? '',
      };
    }),
  };
}
