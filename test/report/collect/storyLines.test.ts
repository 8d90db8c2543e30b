import { describe, expect, it } from 'vitest';
import type { StoryLine } from '../../../src/report/collect/storyLines.ts';
import { shortStory } from '../../../src/report/collect/storyLines.ts';
import { RunScript } from '../../check/runScript.ts';
import { GROUP, TOPIC } from '../../check/scriptHeader.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

function storyOf(script: RunScript): string[] {
  return scriptPicture(script).story.map(({ text }) => text);
}

describe('StoryTeller', () => {
  it('tells a crash from the start to the end', async () => {
    // `npx vitest run test/report -u` writes the golden file anew.
    const told = `${storyOf(crashScript()).join('\n')}\n`;
    await expect(told).toMatchFileSnapshot('golden/story-of-a-crash.txt');
  });

  it('tells how a zombie wakes', () => {
    const story = storyOf(zombieScript());
    expect(story).toContain('c1 stands still (as in a long GC).');
    expect(story).toContain('c1 goes on, as if no time had passed for it.');
    expect(story).toContain(`c1's commit of ${TOPIC}-0@2 is refused: UNKNOWN_MEMBER_ID.`);
    expect(story).toContain(`c1 learns that it has lost ${TOPIC}-0.`);
  });

  it('starts those that start together in one sentence', () => {
    const script = new RunScript();
    for (const process of ['c1', 'c2', 'c3']) {
      script.emit({ type: 'Started', atUs: 0, process, role: 'consumer' });
    }
    script.emit({ type: 'Started', atUs: 5, process: 'c4', role: 'consumer' });
    expect(storyOf(script)).toEqual(['c1, c2 and c3 start.', 'c4 starts.']);
  });

  it('says a name where the coordinator says a member id', () => {
    const script = new RunScript();
    const memberId = 'c1-b1507ab8-c149-4cdb-80cb-de04d8e87720';
    script.groupState('PreparingRebalance', `member ${memberId} left`);
    expect(storyOf(script)).toEqual(['coupon-issue-group prepares to rebalance: member c1 left.']);
  });

  it('tells of refused commits once for each consumer, partition and error', () => {
    const script = new RunScript();
    for (let offset = 0; offset < 5; offset++) script.commitRefused('c1', offset, 'FENCED');
    expect(storyOf(script)).toHaveLength(1);
  });

  it('tells assignments by what the clients see, where the coordinator is silent', () => {
    const script = new RunScript({ backend: 'kafka', partitions: 3 }).told('c1', 1, [0, 2]);
    expect(storyOf(script.told('c2', 1, []))).toEqual([`c1 gets ${TOPIC}-0 and -2.`]);
  });

  it('tells of added partitions, elections, dead letters and an interruption', () => {
    const script = new RunScript().leaderElected(0).deadLettered('c1', 3, 'no JSON');
    const added = { atUs: script.now, process: 'broker-1', topic: TOPIC, before: 1, after: 2 };
    script.emit({ type: 'PartitionsAdded', ...added }).ended('interrupted');
    expect(storyOf(script)).toEqual([
      `${TOPIC}-0 is led by broker-2 now (leader epoch 1).`,
      `c1 puts ${TOPIC}-0@3 aside as a dead letter: no JSON.`,
      `${TOPIC} grows from 1 to 2 partitions: keys may move.`,
      'The run is interrupted.',
    ]);
  });

  it('tells of in-sync replicas in one sentence, for all partitions that have the same', () => {
    const script = new RunScript();
    const atUs = script.now;
    const change = (partition: number, isr: readonly number[]): void => {
      script.emit({ type: 'IsrChanged', atUs, process: '', topic: TOPIC, partition, isr });
    };
    change(0, [1, 2]);
    change(1, [3]);
    script.leaderElected(0);
    change(2, [2, 1]);
    change(3, []);
    expect(storyOf(script)).toEqual([
      `In-sync replicas of ${TOPIC}-0 and -2: broker-1 and broker-2.`,
      `In-sync replicas of ${TOPIC}-1: broker-3.`,
      `${TOPIC}-0 is led by broker-2 now (leader epoch 1).`,
      `In-sync replicas of ${TOPIC}-3: none.`,
    ]);
  });

  it('tells what a KIP-848 coordinator wants, and when a member is there', () => {
    const script = new RunScript();
    const share = { memberId: 'm1', client: 'c1', partitions: [{ topic: TOPIC, partition: 0 }] };
    const stored = { process: 'broker-1', group: GROUP, generation: 3, protocol: 'consumer' };
    script.emit({
      type: 'AssignmentStored',
      atUs: script.now,
      ...stored,
      leader: '',
      members: [share],
    });
    const { partitions } = share;
    const own = { process: 'c1', group: GROUP, generation: 3, partitions };
    script.emit({ type: 'Assigned', atUs: script.now, ...own }).ended('interrupted');
    expect(storyOf(script)).toEqual([
      `Group epoch 3 of ${GROUP}: c1 is to get ${TOPIC}-0.`,
      `c1 gets ${TOPIC}-0.`,
      'The run is interrupted.',
    ]);
  });
});

describe('shortStory', () => {
  const lineOf = (rank: StoryLine['rank'], at: number): StoryLine => {
    return { atUs: at, process: 'c1', text: `line ${at}`, rank };
  };

  it('leaves nothing out of a short story', () => {
    const lines = [lineOf(3, 1), lineOf(1, 2)];
    expect(shortStory(lines, 2)).toEqual({ lines, leftOut: 0 });
  });

  it('leaves out what matters least, then what matters little, then the middle', () => {
    const lines = [1, 2, 3, 1, 2, 3, 1, 1].map((rank, at) => lineOf(rank as 1 | 2 | 3, at));
    const kept = (most: number): number[] => shortStory(lines, most).lines.map((one) => one.atUs);
    expect(kept(7)).toEqual([0, 1, 3, 4, 6, 7]);
    expect(kept(5)).toEqual([0, 3, 6, 7]);
    expect(kept(3)).toEqual([0, 3, 7]);
    expect(shortStory(lines, 3).leftOut).toBe(5);
  });
});
