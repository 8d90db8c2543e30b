import { describe, expect, it } from 'vitest';
import type { Redelivery } from '../../../src/check/redelivery.ts';
import { redeliveryFinder } from '../../../src/report/collect/redeliveryOf.ts';
import { crashScript } from '../crashScript.ts';
import { scriptReport } from '../scriptReport.ts';

const [CRASH] = scriptReport(crashScript()).verdicts.redeliveries as [Redelivery];

function redelivery(changes: Partial<Redelivery>): Redelivery {
  return { ...CRASH, ...changes };
}

describe('redeliveryFinder', () => {
  it('finds the redelivery of every delivery that is one, and of no other', () => {
    const { verdicts, picture } = scriptReport(crashScript());
    const finder = redeliveryFinder(verdicts.redeliveries);
    for (const delivery of picture.deliveries[0]!.deliveries) {
      expect(finder(delivery)?.number).toBe(delivery.nth > 1 ? 1 : undefined);
    }
  });

  it('takes the last one if a record came to one consumer again and again', () => {
    const [delivery] = scriptReport(crashScript()).picture.deliveries[0]!.deliveries.slice(-1);
    const { polledUs } = delivery!;
    const finder = redeliveryFinder([
      redelivery({ atUs: polledUs - 5 }),
      redelivery({ atUs: polledUs }),
      redelivery({ atUs: polledUs + 5 }),
    ]);
    expect(finder(delivery!)?.number).toBe(2);
  });
});
