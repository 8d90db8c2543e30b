import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventOf, HistoryEvent, HistoryEventType } from '../../src/history/event.ts';
import { runPicture } from '../../src/report/collect/runPicture.ts';
import type { OwnerGap } from '../../src/report/compare/ownerGaps.ts';
import { ownerGaps } from '../../src/report/compare/ownerGaps.ts';
import { parseScenario } from '../../src/scenario/parseScenario.ts';
import { witnessRun } from '../property/witnessRun.ts';

/** What each lesson about rebalances claims, beyond what its `expect:` can say. */
interface Lesson {
  readonly events: readonly HistoryEvent[];
  readonly gaps: readonly OwnerGap[];
}

async function play(name: string): Promise<Lesson> {
  const text = readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
  const parsed = parseScenario(text, name);
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  const { judged, history } = await witnessRun(parsed.scenario);
  expect(judged.status).toBe('holds');
  const events = [...history.events()];
  const { spans, marks } = runPicture(judged.header, events);
  return { events, gaps: ownerGaps(judged.header, events, spans, marks) };
}

function ofType<T extends HistoryEventType>({ events }: Lesson, type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

/** Partitions that stand still for longer than that, in seconds. */
function stopped({ gaps }: Lesson, longerThanS: number): readonly number[] {
  const long = gaps.filter(({ startUs, endUs }) => endUs - startUs > longerThanS * 1e6);
  return [...new Set(long.map(({ partition }) => partition))].sort((a, b) => a - b);
}

describe('a rolling bounce', () => {
  it('takes everything from everybody, twice a restart', async () => {
    const lesson = await play('rolling-bounce');
    const full = ofType(lesson, 'AssignmentStored').filter(({ members }) => members.length > 0);
    expect(full).toHaveLength(7);
  });

  it('goes unnoticed by the others if the members are static', async () => {
    const lesson = await play('rolling-bounce-static');
    const generations = ofType(lesson, 'Assigned').map(({ generation }) => generation);
    expect(new Set(generations)).toEqual(new Set([1]));
    // Each gives back what it has once, when it is restarted itself.
    expect(ofType(lesson, 'Revoked').map(({ process }) => process)).toEqual(['c1', 'c2', 'c3']);
    for (const { startUs, endUs } of lesson.gaps) expect(endUs - startUs).toBeGreaterThan(1e6);
  });
});

describe('a slow consumer', () => {
  it('holds everyone up under eager', async () => {
    const lesson = await play('slow-revoker-eager');
    // What the others had stands still until c1 polls again.
    expect(stopped(lesson, 1).length).toBeGreaterThanOrEqual(3);
    const others = lesson.gaps.filter(({ partition }) => partition >= 3);
    expect(others.every(({ startUs, endUs }) => endUs - startUs > 1e6)).toBe(true);
  });

  it('holds up only what moves under cooperative', async () => {
    const lesson = await play('slow-revoker-cooperative');
    const moved = ofType(lesson, 'Revoked').flatMap(({ partitions }) => partitions);
    const numbers = moved.map(({ partition }) => partition).sort((a, b) => a - b);
    expect(stopped(lesson, 0)).toEqual(numbers);
    expect(numbers).toHaveLength(2);
    // What c2 gave back waits for c1.
    expect(stopped(lesson, 3).length).toBeGreaterThanOrEqual(1);
  });

  it('holds up only what it has itself under KIP-848', async () => {
    const lesson = await play('slow-revoker-consumer');
    const joined = ofType(lesson, 'Started').find(({ process }) => process === 'c3')!.atUs;
    const given = ofType(lesson, 'Revoked').filter(({ atUs }) => atUs > joined);
    const ofC2 = given.find(({ process }) => process === 'c2')!;
    const taken = ofType(lesson, 'Assigned').filter(
      ({ process, partitions }) => process === 'c3' && partitions.length > 0,
    );
    // What c2 gives back is with c3 at its next heartbeat, long before c1 gives anything back.
    expect(taken[0]!.partitions).toEqual(ofC2.partitions);
    expect(taken[0]!.atUs - ofC2.atUs).toBeLessThan(1e6);
    expect(taken[1]!.atUs - taken[0]!.atUs).toBeGreaterThan(1e6);
  });
});

describe('other lessons', () => {
  it('the migration goes from range to cooperative-sticky once all know both', async () => {
    const lesson = await play('assignor-migration');
    const protocols = ofType(lesson, 'AssignmentStored')
      .filter(({ members }) => members.length > 0)
      .map(({ protocol }) => protocol);
    const turn = protocols.indexOf('cooperative-sticky');
    expect(turn).toBeGreaterThan(0);
    expect(new Set(protocols.slice(0, turn))).toEqual(new Set(['range']));
    expect(new Set(protocols.slice(turn))).toEqual(new Set(['cooperative-sticky']));
    expect(ofType(lesson, 'Crashed')).toEqual([]);
  });

  it('a stuck consumer leaves by itself, and learns of it at its next poll', async () => {
    const lesson = await play('stuck-consumer');
    const removed = ofType(lesson, 'MemberRemoved').find(({ client }) => client === 'c1')!;
    const lost = ofType(lesson, 'Lost').find(({ process }) => process === 'c1')!;
    const taken = ofType(lesson, 'Assigned').find(
      ({ process, atUs, partitions }) =>
        process === 'c2' && atUs > removed.atUs && partitions.length > 0,
    )!;
    expect(taken.atUs).toBeLessThan(lost.atUs);
    expect(ofType(lesson, 'CommitRefused').some(({ process }) => process === 'c1')).toBe(true);
  });

  it('two of six partitions never change hands when the group grows and shrinks', async () => {
    const lesson = await play('scale-out-and-in');
    const revoked = ofType(lesson, 'Revoked').flatMap(({ partitions, process, atUs }) =>
      partitions.map(({ partition }) => ({ partition, process, atUs })),
    );
    const ofFirst = revoked.filter(({ process }) => process === 'c1' || process === 'c2');
    expect(ofFirst).toHaveLength(4);
    expect(new Set(revoked.map(({ partition }) => partition)).size).toBe(4);
  });

  it('the coordinator dies in mid-rebalance, and its successor knows nothing of it', async () => {
    const lesson = await play('coordinator-failover');
    const crash = ofType(lesson, 'Crashed')[0]!;
    const states = ofType(lesson, 'GroupStateChanged');
    expect(states.findLast(({ atUs }) => atUs < crash.atUs)?.to).toBe('PreparingRebalance');
    const loaded = states.find(({ atUs }) => atUs > crash.atUs)!;
    expect([loaded.process, loaded.to, loaded.generation]).toEqual(['broker-1', 'Stable', 1]);
    // c1 and c2 are not added again: they are in the log.
    const added = ofType(lesson, 'MemberAdded').filter(({ atUs }) => atUs > crash.atUs);
    expect(added.map(({ client }) => client)).toEqual(['c3']);
  });
});
