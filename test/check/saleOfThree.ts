import type { ScriptOptions } from './scriptHeader.ts';
import { RunScript } from './runScript.ts';

/** c1 has the partition, and three requests for coupon 1 are in it, at 1 s. */
export function saleOfThree(options: ScriptOptions = {}): RunScript {
  const script = new RunScript(options).started('api-1', 'c1', 'c2').at(0.5);
  script.assigned(1, { c1: [0] }).at(1);
  for (const requestId of ['REQ-1', 'REQ-2', 'REQ-3']) script.requested(requestId);
  return script.at(2);
}
