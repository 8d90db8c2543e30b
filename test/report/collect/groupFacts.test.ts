import { describe, expect, it } from 'vitest';
import { RunScript } from '../../check/runScript.ts';
import { GROUP, TOPIC } from '../../check/scriptHeader.ts';
import { crashScript, zombieScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

describe('GroupCollector', () => {
  it('tells state, generation, commits, lag and owners at the end of the run', () => {
    const [fact] = scriptPicture(crashScript()).groups;
    expect(fact).toEqual({
      group: GROUP,
      state: 'Stable',
      generation: 2,
      protocol: 'range',
      rows: [
        {
          group: GROUP,
          topic: TOPIC,
          partition: 0,
          committedOffset: 4,
          logEndOffset: 4,
          lag: 0,
          consumer: 'c2',
          memberId: 'c2-1',
        },
      ],
    });
  });

  it('shows no lag where nothing was committed, as Kafka does', () => {
    const script = new RunScript()
      .started('c1')
      .assigned(1, { c1: [0] })
      .requested('REQ-1');
    const [row] = scriptPicture(script.ended('deadline')).groups[0]!.rows;
    expect(row).toMatchObject({ committedOffset: null, lag: null, logEndOffset: 1 });
  });

  it('takes no zombie for an owner, and nobody after a crash', () => {
    expect(scriptPicture(zombieScript()).groups[0]!.rows[0]!.consumer).toBe('c2');
    const script = new RunScript()
      .started('c1')
      .assigned(1, { c1: [0] })
      .crashed('c1');
    const [row] = scriptPicture(script.ended('deadline')).groups[0]!.rows;
    expect(row).toMatchObject({ consumer: '', memberId: '' });
  });

  it('forgets a member that left, and keeps its next life', () => {
    const script = new RunScript().started('c1').crashed('c1').started('c1');
    script
      .removed('c1', 'session expired', 1)
      .assigned(2, { c1: [0] })
      .ended('drained');
    expect(scriptPicture(script).groups[0]!.rows[0]!.memberId).toBe('c1-2');
  });

  it('makes do with what clients see', () => {
    const script = new RunScript({ backend: 'kafka' }).started('c1').told('c1', 3, [0]);
    script.requested('REQ-1').committed('c1', 1).ended('drained');
    const [fact] = scriptPicture(script).groups;
    expect(fact).toMatchObject({ state: '', generation: 3, protocol: '' });
    expect(fact!.rows[0]).toMatchObject({ committedOffset: 1, lag: 0, consumer: 'c1' });
  });
});
