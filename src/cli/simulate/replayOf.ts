import { replayCommand } from '../../report/collect/replayCommand.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** The command that plays this scenario with this seed. */
export function replayOf(scenario: Scenario, seed: number, program: string): string {
  return replayCommand({ backend: 'simulator', scenarioPath: scenario.path, seed }, program);
}
