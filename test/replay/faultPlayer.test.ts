import { describe, expect, it } from 'vitest';
import { FaultPlayer } from '../../src/replay/faultPlayer.ts';
import type { RealTargets } from '../../src/replay/realTargets.ts';
import type { RunTimers } from '../../src/replay/runTimers.ts';
import type { FaultAction, FaultSpec, FaultTrigger } from '../../src/scenario/scenario.ts';

/** Timers by hand, and what faults do as a list of words. */
class Stage {
  nowUs = 0;
  readonly deeds: string[] = [];
  private readonly pending: { readonly dueUs: number; readonly act: () => void }[] = [];

  readonly timers = {
    nowUs: 0,
    after: (delayUs: number, act: () => void): void => {
      this.pending.push({ dueUs: this.nowUs + delayUs, act });
    },
  };

  readonly targets = new Proxy({} as RealTargets, {
    get: (_target, name) => {
      if (name === 'lastStruckUs') return 0;
      return (what: unknown) => {
        if (typeof what === 'string') this.deeds.push(`${this.nowUs} ${String(name)} ${what}`);
      };
    },
  });

  player(): FaultPlayer {
    return new FaultPlayer(this.timers as unknown as RunTimers, this.targets);
  }

  advance(toUs: number): void {
    for (;;) {
      this.pending.sort((a, b) => a.dueUs - b.dueUs);
      const [next] = this.pending;
      if (next === undefined || next.dueUs > toUs) break;
      this.pending.shift();
      this.nowUs = next.dueUs;
      this.timers.nowUs = next.dueUs;
      next.act();
    }
    this.nowUs = toUs;
    this.timers.nowUs = toUs;
  }
}

function at(atUs: number, action: FaultAction): FaultSpec {
  return { number: 1, text: '', trigger: { type: 'at', atUs }, action };
}

describe('FaultPlayer', () => {
  it('strikes by time, and ends what lasts a while', () => {
    const stage = new Stage();
    const player = stage.player();
    player.begin([
      at(10, { type: 'crash', process: 'c1', restartAfterUs: 30 }),
      at(20, { type: 'pause', process: 'c2', forUs: 5 }),
    ]);
    expect(player.unfinishedCount).toBe(2);
    stage.advance(100);
    expect(stage.deeds).toEqual([
      '10 crash c1',
      '10 prepareReturn c1',
      '20 pause c2',
      '25 resume c2',
      '40 restart c1',
    ]);
    expect(player.unfinishedCount).toBe(0);
    expect(player.lastEffectUs).toBe(40);
  });

  it('of pauses that overlap, the last one to end counts', () => {
    const stage = new Stage();
    stage
      .player()
      .begin([
        at(10, { type: 'pause', process: 'c1', forUs: 50 }),
        at(20, { type: 'pause', process: 'c1', forUs: 10 }),
      ]);
    stage.advance(100);
    expect(stage.deeds.at(-1)).toBe('60 resume c1');
  });

  it('lets faults wait at their points without keeping the run from its end', () => {
    const stage = new Stage();
    const player = stage.player();
    const trigger: FaultTrigger = {
      type: 'point',
      process: 'c1',
      point: 'handled',
      record: null,
      occurrence: 1,
    };
    let strike = (): void => undefined;
    const fault = { ...at(0, { type: 'leave', process: 'c1', rejoinAfterUs: null }), trigger };
    player.armPoints([fault], (_trigger, act) => (strike = act));
    expect(player.unfinishedCount).toBe(0);
    strike();
    expect(stage.deeds).toEqual(['0 leave c1']);
  });
});
