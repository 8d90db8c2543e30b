import type { RunScript } from '../../check/runScript.ts';
import { newRun } from './ruleRun.ts';

/**
 * c1 reads four records, commits, dies and is replaced by c2, which reads them again from the
 * commit on.
 */
export function takenOver(committed: number): RunScript {
  const run = newRun();
  for (let at = 0; at < 4; at++) run.requested(`R${at}`);
  run
    .assigned(1, { c1: [0], c2: [1, 2] })
    .polled('c1', 0, 4)
    .handled('c1', 0, 4);
  if (committed > 0) run.committed('c1', committed);
  return run
    .at(5)
    .crashed('c1')
    .at(15)
    .removed('c1', 'session expired')
    .assigned(2, { c2: [0, 1, 2] })
    .polled('c2', committed, 4)
    .handled('c2', committed, 4)
    .committed('c2', 4);
}

/** c1 reads four records, has committed all of them, and nobody dies. */
export function undisturbed(): RunScript {
  const run = newRun();
  for (let at = 0; at < 4; at++) run.requested(`R${at}`);
  return run
    .assigned(1, { c1: [0], c2: [1, 2] })
    .polled('c1', 0, 4)
    .handled('c1', 0, 4)
    .committed('c1', 4);
}
