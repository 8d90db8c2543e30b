import type { RunEnd } from '../../check/runEnd.ts';
import type { CollectedFacts } from '../collectFacts.ts';

/** Which run it was. */
export interface RunHeader {
  readonly backend: 'simulator' | 'kafka';
  readonly scenario: { readonly path: string; readonly title: string };
  readonly seed: number;
  readonly timeScale: number;
  readonly productVersion: string;
  readonly kafkaVersion: string;
  readonly end: RunEnd;
  readonly eventCount: number;
  readonly us: number;
}

/** Which run these facts are of. */
export function runHeader({ header, verdicts }: CollectedFacts): RunHeader {
  return {
    backend: header.backend,
    scenario: { path: header.scenarioPath, title: header.title },
    seed: header.seed,
    timeScale: header.timeScale,
    productVersion: header.productVersion,
    kafkaVersion: header.kafkaVersion,
    end: verdicts.end,
    eventCount: verdicts.facts.events,
    us: verdicts.facts.endUs,
  };
}
