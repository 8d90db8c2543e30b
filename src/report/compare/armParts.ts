import type { ExpectationResult } from '../../check/expectationResult.ts';
import type { Verdicts } from '../../check/runCheckers.ts';
import type { VerdictStatus } from '../../check/verdict.ts';
import type { HistoryEvent, HistoryHeader } from '../../history/event.ts';

/** One fault of the tape and what became of it in one arm. */
export interface ArmFault {
  /** Number in the file, from 1. */
  readonly number: number;
  /** One plain line, as it was played in this arm. */
  readonly text: string;
  /** Messages or statements struck, of processes one; null: it did not come to strike. */
  readonly hits: number | null;
  /** False: it strikes messages or statements, so that hits count. */
  readonly isOnProcess: boolean;
  /** The consumer that was struck in place of the one of the file; '': nobody was. */
  readonly movedFrom: string;
  readonly movedTo: string;
}

/** One run of a comparison: the same workload and faults under one protocol. */
export interface ArmParts {
  /** Name of the arm, as on the command line. */
  readonly protocol: string;
  readonly header: HistoryHeader;
  /** Iterated several times. Not kept. */
  readonly events: Iterable<HistoryEvent>;
  readonly digest: string;
  readonly verdicts: Verdicts;
  readonly expectations: readonly ExpectationResult[];
  /** The judgement on the run. */
  readonly status: VerdictStatus;
  readonly faults: readonly ArmFault[];
}
