import type { EventOf } from '../../history/event.ts';
import type { Fact } from '../fact.ts';

/** Which records were put aside. */
export function deadLetterFacts(letters: readonly EventOf<'DeadLettered'>[]): readonly Fact[] {
  const names = new Set(letters.map((one) => `${one.topic}-${one.partition}@${one.offset}`));
  const value = names.size === 0 ? 'none' : [...names].sort().join(', ');
  return [{ kind: 'dead letters', subject: 'records put aside', value }];
}
