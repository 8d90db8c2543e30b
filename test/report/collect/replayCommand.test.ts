import { describe, expect, it } from 'vitest';
import { replayCommand } from '../../../src/report/collect/replayCommand.ts';

const run = { backend: 'simulator', scenarioPath: 'scenarios/zombie.yaml', seed: 7 } as const;

describe('replayCommand', () => {
  it('is the command of a checkout unless another is given', () => {
    expect(replayCommand(run)).toBe('npm run simulate -- scenarios/zombie.yaml --seed 7');
    expect(replayCommand(run, 'partition-lab simulate')).toBe(
      'partition-lab simulate scenarios/zombie.yaml --seed 7',
    );
  });

  it('quotes a path as a shell reads it back', () => {
    const command = (scenarioPath: string): string => replayCommand({ ...run, scenarioPath }, 'x');
    expect(command('my files/a.yaml')).toBe("x 'my files/a.yaml' --seed 7");
    expect(command("it's $HOME.yaml")).toBe(`x 'it'\\''s $HOME.yaml' --seed 7`);
    expect(command('한글.yaml')).toBe("x '한글.yaml' --seed 7");
  });

  it('is empty where nothing can be played again', () => {
    expect(replayCommand({ ...run, scenarioPath: '' })).toBe('');
    expect(replayCommand({ ...run, backend: 'kafka' })).toBe('');
  });
});
