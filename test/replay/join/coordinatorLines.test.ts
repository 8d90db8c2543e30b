import { describe, expect, it } from 'vitest';
import { readCoordinatorLine } from '../../../src/replay/join/coordinatorLines.ts';

const at = (sentence: string): string =>
  '2026-11-26 04:33:01.055 INFO  [GroupCoordinator id=1 topic=__consumer_offsets partition=0] ' +
  `${sentence} (GroupMetadataManager)`;
const atMs = Date.parse('2026-11-26T04:33:01.055');

describe('readCoordinatorLine', () => {
  it.each([
    [
      'Pending dynamic member with id c1-5 joins group r.g in Empty state. Adding to the group ' +
        'now.',
      { type: 'MemberJoined', group: 'r.g', memberId: 'c1-5' },
    ],
    [
      'Member c1-5 in group r.g has failed, removing it from the group.',
      { type: 'MemberGone', group: 'r.g', memberId: 'c1-5', reason: 'session expired' },
    ],
    [
      '[Group r.g] Member c2-e has left group through explicit `LeaveGroup` request; client ' +
        'reason: not provided',
      { type: 'MemberGone', group: 'r.g', memberId: 'c2-e', reason: 'left' },
    ],
    [
      '[GroupId r.g] Member M fenced from the group because its session expired.',
      { type: 'MemberGone', group: 'r.g', memberId: 'M', reason: 'session expired' },
    ],
    [
      'Preparing to rebalance group r.g in state PreparingRebalance with old generation 1 ' +
        '(reason: removing member c1-5 on heartbeat expiration.).',
      {
        type: 'RebalanceBegun',
        group: 'r.g',
        generation: 1,
        reason: 'removing member c1-5 on heartbeat expiration',
      },
    ],
    [
      'Stabilized group r.g generation 2 with 1 members.',
      { type: 'JoinPhaseOver', group: 'r.g', generation: 2 },
    ],
    [
      'Group r.g with generation 4 is now empty.',
      { type: 'GroupEmpty', group: 'r.g', generation: 4 },
    ],
  ])('reads: %s', (sentence, expected) => {
    expect(readCoordinatorLine(at(sentence))).toEqual({ atMs, ...expected });
  });

  it('passes over what it does not know, and over other components', () => {
    expect(
      readCoordinatorLine(at('Assignment received from leader c1-5 for group r.g')),
    ).toBeNull();
    expect(readCoordinatorLine('2026-11-26 04:33:01.055 INFO  Stabilized group g')).toBeNull();
    expect(readCoordinatorLine('')).toBeNull();
  });
});
