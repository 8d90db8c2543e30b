import { describe, expect, it, vi } from 'vitest';
import { nodeHost } from '../../../src/adapters/node/nodeHost.ts';
import { judgeSeed } from '../../../src/cli/sweep/judgeSeed.ts';
import type * as JudgeOnSimulator from '../../../src/scenario/judgeOnSimulator.ts';
import { judgeOnSimulator } from '../../../src/scenario/judgeOnSimulator.ts';
import { SimulationFailure } from '../../../src/sim/errors.ts';
import { saleGroup, saleScenario } from '../../scenario/saleScenario.ts';

vi.mock('../../../src/scenario/judgeOnSimulator.ts', async (importOriginal) => {
  const original = await importOriginal<typeof JudgeOnSimulator>();
  return { ...original, judgeOnSimulator: vi.fn(original.judgeOnSimulator) };
});

const original = vi.mocked(judgeOnSimulator).getMockImplementation()!;
const scenario = saleScenario();
/** Every request is sent twice, and nothing keeps the second one from being served. */
const buggy = saleScenario({
  groups: [saleGroup({ bug: 'no-dedupe' })],
  workload: scenario.workload.map((part) =>
    part.type === 'requests' ? { ...part, sends: 2 } : part,
  ),
});

describe('judgeSeed', () => {
  it('gives the digest of the run, and no problems if everything holds', async () => {
    const result = await judgeSeed({ scenario, checkDeterminism: true }, 5, nodeHost);
    const again = await judgeSeed({ scenario, checkDeterminism: false }, 5, nodeHost);
    expect(result).toMatchObject({ seed: 5, status: 'holds', problems: [] });
    expect(result.digest).toMatch(/^[0-9a-f]{16}$/);
    expect(again).toEqual(result);
  });

  it('names the rules that are violated, and expectations that are missed', async () => {
    const demanding = {
      ...buggy,
      expect: { ...scenario.expect, soldOut: { min: 1_000, max: 1_000 } },
    };
    const result = await judgeSeed({ scenario: demanding, checkDeterminism: false }, 1, nodeHost);
    expect(result.status).toBe('violated');
    const names = result.problems.map(({ type, name }) => `${type} ${name}`);
    expect(names).toContain('rule once per request');
    expect(names).toContain('expectation sold out');
    expect(new Set(names).size).toBe(names.length);
  });

  it('says nothing of a violation that the scenario is about', async () => {
    const lesson = {
      ...buggy,
      expect: {
        ...scenario.expect,
        holds: [],
        violates: ['once per request' as const, 'one coupon a user' as const],
      },
    };
    const result = await judgeSeed({ scenario: lesson, checkDeterminism: false }, 1, nodeHost);
    expect(result.problems.filter(({ type }) => type === 'rule')).toEqual([]);
  });

  it('cannot tell if the run breaks', async () => {
    vi.mocked(judgeOnSimulator).mockRejectedValueOnce(
      new SimulationFailure('broken invariant: two owners', 1_204_000),
    );
    const result = await judgeSeed({ scenario, checkDeterminism: false }, 1, nodeHost);
    expect(result).toMatchObject({
      status: 'unknown',
      digest: '',
      exposures: null,
      problems: [
        {
          type: 'failure',
          sentence: 'The run broke at 1.204 s: broken invariant: two owners',
        },
      ],
    });
  });

  it('is violated if a second run is another one, and names the first difference', async () => {
    vi.mocked(judgeOnSimulator).mockImplementationOnce((given, options) =>
      original(given, { ...options, seed: options.seed + 1 }),
    );
    const result = await judgeSeed({ scenario, checkDeterminism: true }, 1, nodeHost);
    expect(result.status).toBe('violated');
    expect(result.problems[0]).toMatchObject({ type: 'determinism' });
    expect(result.problems[0]!.sentence).toContain('The histories differ from event');
  });
});
