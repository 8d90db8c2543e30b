/** What one line of a broker's own log says of a group. */
export type CoordinatorLine =
  MemberJoined | MemberGone | RebalanceBegun | JoinPhaseOver | GroupEmpty;

interface LinePlace {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** As the cluster names it. */
  readonly group: string;
}

/** A member was taken into the group. */
export interface MemberJoined extends LinePlace {
  readonly type: 'MemberJoined';
  readonly memberId: string;
}

/** A member was taken out of the group. `reason`: in the model's words. */
export interface MemberGone extends LinePlace {
  readonly type: 'MemberGone';
  readonly memberId: string;
  readonly reason: string;
}

/** Members are asked to join again. */
export interface RebalanceBegun extends LinePlace {
  readonly type: 'RebalanceBegun';
  readonly generation: number;
  readonly reason: string;
}

/** All have joined; the leader's assignment is waited for. */
export interface JoinPhaseOver extends LinePlace {
  readonly type: 'JoinPhaseOver';
  readonly generation: number;
}

/** Nobody is left. */
export interface GroupEmpty extends LinePlace {
  readonly type: 'GroupEmpty';
  readonly generation: number;
}

type Reading = (match: RegExpExecArray, atMs: number) => CoordinatorLine;

const LINE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3}) [A-Z]+ +\[GroupCoordinator [^\]]*\] (.*)$/;

const gone =
  (reason: string): Reading =>
  ([, first, second], atMs) => ({
    type: 'MemberGone',
    atMs,
    group: second!,
    memberId: first!,
    reason,
  });

const goneFromGroup =
  (reason: string): Reading =>
  ([, group, memberId], atMs) => ({
    type: 'MemberGone',
    atMs,
    group: group!,
    memberId: memberId!,
    reason,
  });

/** The sentences of `GroupMetadataManager` of Kafka 4.3 that tell what no record tells. */
const READINGS: readonly (readonly [RegExp, Reading])[] = [
  [
    /member with id (\S+) joins group (\S+) in \S+ state\. Adding to the group now/,
    ([, memberId, group], atMs) => ({
      type: 'MemberJoined',
      atMs,
      group: group!,
      memberId: memberId!,
    }),
  ],
  [/Member (\S+) in group (\S+) has failed, removing it from the group/, gone('session expired')],
  [/\[Group (\S+)\] Member (\S+) has left group through/, goneFromGroup('left')],
  [
    /\[GroupId (\S+)\] Member (\S+) fenced from the group because its session expired/,
    goneFromGroup('session expired'),
  ],
  [
    /\[GroupId (\S+)\] Member (\S+) fenced from the group because it failed to transition/,
    goneFromGroup('did not give partitions back in time'),
  ],
  [/\[GroupId (\S+)\] Member (\S+) left the consumer group/, goneFromGroup('left')],
  [
    /Preparing to rebalance group (\S+) in state \S+ with old generation (\d+) \(reason: (.*)\)\./,
    ([, group, generation, reason], atMs) => ({
      type: 'RebalanceBegun',
      atMs,
      group: group!,
      generation: Number(generation),
      reason: reason!.replace(/\.$/, ''),
    }),
  ],
  [
    /Stabilized group (\S+) generation (\d+) with/,
    ([, group, generation], atMs) => ({
      type: 'JoinPhaseOver',
      atMs,
      group: group!,
      generation: Number(generation),
    }),
  ],
  [
    /Group (\S+) with generation (\d+) is now empty/,
    ([, group, generation], atMs) => ({
      type: 'GroupEmpty',
      atMs,
      group: group!,
      generation: Number(generation),
    }),
  ],
];

/** Reads a line of a broker's log; null: it says nothing of a group that is needed. */
export function readCoordinatorLine(line: string): CoordinatorLine | null {
  const parts = LINE.exec(line);
  if (parts === null) return null;
  const [, day, time, sentence] = parts;
  // Written in the zone of the broker, which is ours.
  const atMs = Date.parse(`${day!}T${time!}`);
  for (const [pattern, reading] of READINGS) {
    const match = pattern.exec(sentence!);
    if (match !== null) return reading(match, atMs);
  }
  return null;
}
