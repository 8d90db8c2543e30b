import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  fileProblem,
  makeFolder,
  withFileProblems,
} from '../../../../src/adapters/kafka/broker/kafkaProblem.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

describe('makeFolder', () => {
  it('makes a folder and those above it, and takes one that is there', async () => {
    const path = join(temporaryFolder(), 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it.each(['', 'below'])('refuses a file in its place', async (name) => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const making = withFileProblems('/lab', () => makeFolder(join(file, name)));
    await expect(making).rejects.toThrow('/lab: not a folder');
  });

  it.runIf(process.platform === 'linux')('gives up where none can be made', async () => {
    const making = withFileProblems('/proc/lab', () => makeFolder('/proc/lab/x'));
    await expect(making).rejects.toThrow('/proc/lab: cannot be made there');
  });
});

describe('fileProblem', () => {
  it.each([
    ['EACCES', 'unable', /no permission/],
    ['EROFS', 'unable', /read-only/],
    ['ENOSPC', 'unable', /disk is full/],
    ['ENOTDIR', 'misuse', /not a folder/],
  ])('%s', (code, kind, message) => {
    const problem = fileProblem(Object.assign(new Error('x'), { code }), '/lab')!;
    expect(problem.kind).toBe(kind);
    expect(problem.message).toMatch(message);
  });

  it('leaves other errors as they are', () => {
    expect(fileProblem(new Error('a bug'), '/lab')).toBeNull();
  });
});
