import { expect, it } from 'vitest';
import { faultMeansOf } from '../../../src/cli/replay/preparedReplay.ts';

it('knows before it starts a cluster what can be done to it', () => {
  expect(faultMeansOf({ type: 'local' })).toEqual({ canSignal: true, hasProxies: true });
  for (const type of ['docker', 'testcontainers'] as const)
    expect(faultMeansOf({ type })).toEqual({ canSignal: false, hasProxies: true });
  const remote = { type: 'remote', bootstrap: ['kafka:9092'] } as const;
  expect(faultMeansOf(remote)).toEqual({ canSignal: false, hasProxies: false });
});
