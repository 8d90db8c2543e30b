import { EVENT_LAYOUTS } from '../../history/eventFields.ts';
import type { TraceFilter } from '../../report/text/matchesTraceFilter.ts';
import { closestWord } from '../closestWord.ts';
import { Misuse } from '../misuse.ts';

const NAMED = /^(type|process|partition):(.*)$/;

/**
 * Reads a filter: `type:Polled,Committed process:c1 partition:0` and any text, in any order. Words
 * of one kind are alternatives; kinds must all match. Throws `Misuse` if there is no such event
 * type.
 */
export function traceFilterOf(text: string): TraceFilter {
  const named: Record<string, string[]> = { type: [], process: [], partition: [] };
  const free: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const match = NAMED.exec(word);
    if (match === null) free.push(word);
    else named[match[1]!]!.push(...match[2]!.split(',').filter((one) => one !== ''));
  }
  const { type, process, partition } = named;
  for (const name of type!) checkType(name);
  return { types: type!, processes: process!, partitions: partition!, text: free.join(' ') };
}

function checkType(name: string): void {
  const known = EVENT_LAYOUTS.map((layout) => layout.type);
  if (known.some((type) => type.toLowerCase() === name.toLowerCase())) return;
  const meant = closestWord(name, known);
  const hint = meant === null ? `There are ${known.join(', ')}.` : `Did you mean type:${meant}?`;
  throw new Misuse(`--trace-filter: there is no event type ${name}. ${hint}`);
}
