import { relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programCommand } from '../../src/cli/programCommand.ts';

describe('programCommand', () => {
  it('is what was typed', () => {
    const here = resolve('dist', 'cli.js');
    const calls = [
      programCommand({ npm_lifecycle_event: 'simulate' }, here),
      programCommand({ npm_lifecycle_event: 'simulate' }, here, 'report'),
      programCommand({ npm_lifecycle_event: 'lab' }, here),
      programCommand({}, '/usr/local/bin/partition-lab', 'report'),
      programCommand({ npm_lifecycle_event: 'test' }, here),
      programCommand({}, undefined),
    ];
    expect(calls).toEqual([
      'npm run simulate --',
      'npm run --silent lab -- report',
      'npm run --silent lab -- simulate',
      'partition-lab report',
      `node ${relative('', here)} simulate`,
      'partition-lab simulate',
    ]);
  });

  it('names a program elsewhere by its whole path', () => {
    expect(programCommand({}, '/opt/lab/cli.js')).toBe('node /opt/lab/cli.js simulate');
  });
});
