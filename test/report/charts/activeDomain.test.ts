import { describe, expect, it } from 'vitest';
import { activeDomain } from '../../../src/report/charts/activeDomain.ts';
import { RunScript } from '../../check/runScript.ts';
import { crashScript } from '../crashScript.ts';
import { scriptPicture } from '../scriptReport.ts';

describe('activeDomain', () => {
  it('is the time in which something was delivered, lagged or decided, with air', () => {
    const { startS, endS } = activeDomain(scriptPicture(crashScript()));
    expect(startS).toBeGreaterThan(0.7);
    expect(startS).toBeLessThan(1.003);
    expect(endS).toBeGreaterThan(10);
    expect(endS).toBeLessThan(10.5);
  });

  it('is the whole run if nothing was', () => {
    const picture = scriptPicture(new RunScript().started('c1').at(4).ended('drained'));
    expect(activeDomain(picture)).toEqual({ startS: 0, endS: 4 });
  });
});
