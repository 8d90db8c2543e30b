import { describe, expect, it } from 'vitest';
import { findBadFileNames } from './fileNames.ts';
import { describeViolations, filesBelow } from './sourceTree.ts';

describe('file names', () => {
  it('say what is in the file', () => {
    const paths = ['src', 'test', 'bench'].flatMap((folder) => filesBelow(folder));
    expect(paths.length).toBeGreaterThan(50);
    expect(describeViolations(findBadFileNames(paths))).toEqual([]);
  });
});

describe('the check of file names', () => {
  it.each([
    'src/sim/utils.ts',
    'src/sim/helpers.ts',
    'src/sim/common.ts',
    'src/sim/types.ts',
    'src/sim/misc.ts',
    'src/sim/index.ts',
    'src/utils/clock.ts',
    'test/sim/helpers.test.ts',
    'src/model/types.d.ts',
    'src/sim/Kernel.ts',
    'src/sim/event-queue.ts',
    'src/sim/event_queue.ts',
  ])('refuses %s', (path) => {
    expect(describeViolations(findBadFileNames([path]))).toHaveLength(1);
  });

  it.each([
    'src/sim/kernel.ts',
    'src/model/murmurhashJs.d.ts',
    'test/sim/eventQueue.test.ts',
    'src/report/assets/NotoSans-Regular.ttf',
    'src/model/commonPrefix.ts',
  ])('accepts %s', (path) => {
    expect(findBadFileNames([path])).toEqual([]);
  });
});
