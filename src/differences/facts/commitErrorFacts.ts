import { NO_COMMIT_ERRORS } from '../evidence/commitErrorClass.ts';
import type { CommitTrail } from '../evidence/commitTrail.ts';
import type { Fact } from '../fact.ts';

/** Which errors each consumer saw at its commits; how often is a matter of timing. */
export function commitErrorFacts(
  commits: CommitTrail,
  members: readonly { readonly group: string; readonly client: string }[],
): readonly Fact[] {
  return members.map(({ group, client }) => {
    const errors = new Set(commits.refusedOf(group, client).map(({ error }) => error));
    const value = errors.size === 0 ? NO_COMMIT_ERRORS : [...errors].sort().join(', ');
    return { kind: 'commit errors', subject: `${group} ${client}`, value };
  });
}
