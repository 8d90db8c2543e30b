import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { newArmFacts } from '../../../src/report/compare/armFacts.ts';
import type { ArmFault } from '../../../src/report/compare/armParts.ts';
import type { FaultExposure } from '../../../src/report/compare/faultExposures.ts';
import {
  exposureSentence,
  exposureText,
  faultExposures,
} from '../../../src/report/compare/faultExposures.ts';
import type { ScriptLine } from './compareScript.ts';
import { armOf, say, script } from './compareScript.ts';

const CRASH: ArmFault = {
  number: 1,
  text: 'crash c1 at 5s',
  hits: 1,
  isOnProcess: true,
  movedFrom: '',
  movedTo: '',
};

/** c1 runs and has a partition; then this; at 5 s the fault strikes. */
function until(...lines: readonly ScriptLine[]): readonly HistoryEvent[] {
  return [
    ...script(
      [0, say.starts('c1')],
      [1, say.group('Stable', 1, 'CompletingRebalance')],
      [1, say.gets('c1', 1, 0)],
    ),
    ...script(...lines),
    ...script([5, say.fault(1, 'c1')], [9, say.ends()]),
  ];
}

function exposed(
  arms: Readonly<Record<string, readonly HistoryEvent[]>>,
  fault: Partial<ArmFault> = {},
): FaultExposure {
  const faults = [{ ...CRASH, ...fault }];
  const facts = Object.entries(arms).map(([protocol, events]) =>
    newArmFacts(armOf(protocol, 1, events, faults)),
  );
  return faultExposures(facts)[0]!;
}

function kindOf(events: readonly HistoryEvent[]): string {
  return exposed({ eager: events }).byArm[0]!.kind;
}

describe('the moment at which a fault strikes', () => {
  const polled = [2, say.polls('c1', 0, 0, 2)] as const;

  it.each([
    ['waiting for records, the group stable', until()],
    ['with records in hand, the group stable', until(polled)],
    [
      'with an effect written and not committed, the group stable',
      until(polled, [3, say.effect('c1', 0, 0)]),
    ],
    [
      'with records in hand, the group stable',
      until(polled, [3, say.effect('c1', 0, 0)], [4, say.commits('c1', 0, 1)]),
    ],
    [
      'waiting for records, the group stable',
      until(
        polled,
        [3, say.handles('c1', 0, 0)],
        [3, say.handles('c1', 0, 1)],
        [4, say.commits('c1', 0, 2)],
      ),
    ],
    ['without a partition, the group stable', until([3, say.givesBack('c1', 1, 0)])],
    ['waiting for records, in mid-rebalance', until([4, say.group('PreparingRebalance', 1)])],
    ['standing still, the group stable', until([4, say.pauses('c1')])],
  ])('%s', (kind, events) => {
    expect(kindOf(events)).toBe(kind);
  });
});

describe('whether all arms were exposed to the same faults', () => {
  it('yes, if the fault struck all at the same kind of moment', () => {
    const exposure = exposed({ eager: until(), consumer: until() });
    expect(exposure.isEqual).toBe(true);
    expect(exposureSentence([exposure])).toBe(
      'Yes. The fault struck every arm, at the same kind of moment.',
    );
  });

  it('not quite, if the moments were of another kind', () => {
    const exposure = exposed({
      eager: until(),
      consumer: until([4, say.group('Reconciling', 2)]),
    });
    expect([exposure.isEqual, exposure.missed]).toEqual([false, []]);
    expect(exposureSentence([exposure])).toBe(
      'The fault struck every arm; but fault 1 did not find them all at the same kind of moment.',
    );
  });

  it('no, if it missed an arm: the point never came, or the process was not running', () => {
    const without = until().filter(({ type }) => type !== 'FaultInjected');
    const stopped = until([4, say.stops('c1')]);
    const exposure = exposed({ eager: until(), consumer: without, static: stopped });
    expect(exposure.missed).toEqual(['consumer', 'static']);
    expect(exposure.byArm.map(exposureText)).toEqual([
      'at 5.000 s: c1 waiting for records, the group stable',
      'missed. it never came to the point at which it strikes',
      'missed. at 5.000 s: it was not running',
    ]);
    expect(exposureSentence([exposure])).toBe(
      'No: fault 1 missed consumer, static. What differs there may be luck, not the protocol.',
    );
  });

  it('no, if what it strikes was never sent', () => {
    const exposure = exposed({ eager: until() }, { isOnProcess: false, hits: 0 });
    expect(exposure.missed).toEqual(['eager']);
    expect(exposed({ eager: until() }, { isOnProcess: false, hits: 2 }).isEqual).toBe(true);
  });

  it('a start misses one that runs already', () => {
    const exposure = exposed({ eager: until() }, { text: 'start c1 at 5s' });
    expect(exposure.byArm[0]!.kind).toBe('it was running already');
  });

  it('says who was struck in whose place', () => {
    const exposure = exposed({ eager: until() }, { movedFrom: 'c2', movedTo: 'c1' });
    expect(exposureText(exposure.byArm[0]!)).toBe(
      'at 5.000 s: c1 waiting for records, the group stable (c1 had what c2 has in the file)',
    );
  });

  it('there may be no fault at all', () => {
    expect(exposureSentence([])).toBe('There is no fault: all arms had the same run of things.');
  });
});
