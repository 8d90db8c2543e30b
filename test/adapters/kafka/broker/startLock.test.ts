import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../../../../src/adapters/kafka/broker/processIdentity.ts';
import { lockForStart } from '../../../../src/adapters/kafka/broker/startLock.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

describe('lockForStart', () => {
  it('lets one start at a time into a folder', () => {
    const folder = temporaryFolder();
    const unlock = lockForStart(folder);
    expect(() => lockForStart(folder)).toThrow(`another start is under way`);
    unlock();
    lockForStart(folder)();
    expect(existsSync(join(folder, 'start.lock'))).toBe(false);
  });

  it.each([
    ['of a process that has ended', JSON.stringify({ pid: 1 << 30, startedAt: 'x' })],
    [
      'of a process whose id another one has now',
      JSON.stringify({ ...identityOf(process.pid)!, startedAt: 'another time' }),
    ],
    ['that was not written to its end', '{"pi'],
    ['without content', ''],
  ])('takes over a lock %s', (_, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'start.lock'), text);
    const unlock = lockForStart(folder);
    expect(() => lockForStart(folder)).toThrow('another start');
    unlock();
  });
});
