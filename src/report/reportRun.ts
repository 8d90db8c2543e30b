import type { ExpectationResult } from '../check/expectationResult.ts';
import { judgeRun } from '../check/judgeRun.ts';
import type { Verdicts } from '../check/runCheckers.ts';
import type { VerdictStatus } from '../check/verdict.ts';
import type { HistoryEvent, HistoryHeader } from '../history/event.ts';
import { replayCommand } from './collect/replayCommand.ts';
import type { RunPicture } from './collect/runPicture.ts';
import { runPicture } from './collect/runPicture.ts';

/** What a report is made from. */
export interface ReportParts {
  readonly header: HistoryHeader;
  /** Iterated twice. Not kept. */
  readonly events: Iterable<HistoryEvent>;
  /** Digest of the run, as the command prints it. */
  readonly digest: string;
  /** What `runCheckers` says of the same events. */
  readonly verdicts: Verdicts;
  /** What `checkExpectations` says of them. */
  readonly expectations: readonly ExpectationResult[];
  /** How long the run took on this machine, in microseconds; null: not known (a saved history). */
  readonly realUs: number | null;
  /** One sentence: why the history is not complete; '' if it is. */
  readonly problem: string;
  /** How `simulate` is called where the reader is; absent: as from a checkout. */
  readonly program?: string;
}

/** Everything that a report tells of one run, on the terminal, in charts and on the page. */
export interface ReportRun {
  readonly header: HistoryHeader;
  readonly digest: string;
  readonly verdicts: Verdicts;
  readonly expectations: readonly ExpectationResult[];
  /** The judgement on the whole run: rules and expectations together. */
  readonly status: VerdictStatus;
  readonly picture: RunPicture;
  /** null: not known. */
  readonly realUs: number | null;
  /** '' if the history is complete. */
  readonly problem: string;
  /** The command that plays the same run again; '' if there is none. */
  readonly replay: string;
}

/** Rules that this run may violate: its lesson is that they are. */
export function allowedViolations(header: HistoryHeader): readonly string[] {
  return header.expect?.violates ?? [];
}

/** A run as reports tell it. */
export function newReportRun(parts: ReportParts): ReportRun {
  const { header, events, digest, verdicts, expectations, realUs, problem, program } = parts;
  const judged = judgeRun(verdicts, { violates: header.expect?.violates ?? [] }, expectations);
  return {
    header,
    digest,
    verdicts,
    expectations,
    status: judged === 'holds' && problem !== '' ? 'unknown' : judged,
    picture: runPicture(header, events),
    realUs,
    problem,
    replay: replayCommand(header, program),
  };
}
