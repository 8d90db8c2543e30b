import { describe, expect, it } from 'vitest';
import { runHere } from '../../cli/runHere.ts';

async function storyOf(name: string): Promise<string> {
  const { stdout } = await runHere('compare', name, '--json');
  return (JSON.parse(stdout) as { readonly story: readonly string[] }).story.join('\n');
}

describe('the story of a comparison', () => {
  it('tells of a rolling bounce that static members are spared the rebalances', async () => {
    const story = await storyOf('rolling-bounce');
    expect(story).toMatch(/When c1 leaves, eager stops all 6 partitions/);
    expect(story).toContain('Under static, c1, c2 and c3 come back within the session');
    expect(story).toMatch(/eager \d+ of \d+; cooperative, static and consumer none/);
  });

  it('tells of a slow consumer who is held up by it', async () => {
    const story = await storyOf('slow-revoker-eager');
    expect(story).toContain('When c3 starts, eager and static stop all 6 partitions');
    expect(story).toContain('No record came twice under any protocol.');
  });

  it('tells of a crash that silence shows it, and that being static did not help', async () => {
    const story = await storyOf('rebalance');
    expect(story).toMatch(/When c1 crashes, nobody reads what it has for about .* every protocol/);
    expect(story).toContain('To be static did not help here');
    expect(story).toContain('10 records came twice under every protocol');
  });

  it('says little where little happens', async () => {
    expect(await storyOf('order-completed')).toBe('No record came twice under any protocol.');
  });
});
