import { describe, expect, it } from 'vitest';
import { PartitionNames } from '../../../src/report/charts/partitionNames.ts';

describe('PartitionNames', () => {
  const at = (group: string, topic: string, partition: number) => ({ group, topic, partition });

  it('is short where that is clear', () => {
    const names = new PartitionNames([at('g', 't', 10), at('g', 't', 2), at('g', 't', 2)]);
    expect(names.names).toEqual(['partition 2', 'partition 10']);
  });

  it('names topic and group where there are several', () => {
    const topics = new PartitionNames([at('g', 'b', 0), at('g', 'a', 1)]);
    expect(topics.names).toEqual(['a-1', 'b-0']);
    const groups = new PartitionNames([at('h', 't', 0), at('g', 't', 0)]);
    expect(groups.names).toEqual(['partition 0 (g)', 'partition 0 (h)']);
  });
});
