import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ProgressStream } from '../../../src/cli/sweep/sweepProgress.ts';
import { newSweepProgress } from '../../../src/cli/sweep/sweepProgress.ts';

interface Screen {
  readonly stream: ProgressStream;
  readonly text: () => string;
}

function screen(isTTY: boolean): Screen {
  let text = '';
  const stream = new PassThrough();
  stream.on('data', (piece: Buffer) => void (text += piece.toString('utf8')));
  return { stream: Object.assign(stream, { isTTY, columns: 80 }), text: () => text };
}

describe('newSweepProgress', () => {
  it('draws a bar on a terminal and takes it away', async () => {
    const { stream, text } = screen(true);
    const progress = await newSweepProgress(stream, 1000);
    expect(text()).toContain('0% of 1,000 seeds, all hold');
    progress.update(1000, 3);
    progress.stop();
    expect(text()).toContain('100% of 1,000 seeds, 3 do not hold, about 0 s to go');
    expect(text()).toMatch(/\u001b\[2K[^█░]*$/u);
  });

  it('writes a line when the first seeds are done, and at each tenth', async () => {
    const { stream, text } = screen(false);
    const progress = await newSweepProgress(stream, 2000);
    for (let seeds = 1; seeds <= 2000; seeds++) progress.update(seeds, seeds < 900 ? 0 : 1);
    progress.stop();
    const lines = text().trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/, about \d+ s to go$/, ''))).toEqual([
      '20 of 2,000 seeds, all hold',
      '200 of 2,000 seeds, all hold',
      '400 of 2,000 seeds, all hold',
      '600 of 2,000 seeds, all hold',
      '800 of 2,000 seeds, all hold',
      '1,000 of 2,000 seeds, 1 do not hold',
      '1,200 of 2,000 seeds, 1 do not hold',
      '1,400 of 2,000 seeds, 1 do not hold',
      '1,600 of 2,000 seeds, 1 do not hold',
      '1,800 of 2,000 seeds, 1 do not hold',
    ]);
  });

  it('keeps silent about short sweeps where there is no terminal', async () => {
    const { stream, text } = screen(false);
    const progress = await newSweepProgress(stream, 999);
    for (let seeds = 1; seeds <= 999; seeds++) progress.update(seeds, 0);
    progress.stop();
    expect(text()).toBe('');
  });
});
