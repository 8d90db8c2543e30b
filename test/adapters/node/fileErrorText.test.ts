import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileErrorText } from '../../../src/adapters/node/fileErrorText.ts';
import { useScratchFolders } from './scratchFolder.ts';

const newFolder = useScratchFolders();

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('fileErrorText', () => {
  it('says in words what the file system says in codes', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(fileErrorText(errorOf(() => readFileSync(join(folder, 'none'))))).toBe(
      'there is no such file or folder',
    );
    expect(fileErrorText(errorOf(() => readFileSync(folder)))).toBe('it is a folder, not a file');
    expect(fileErrorText(errorOf(() => openSync(join(folder, 'file', 'x'), 'r')))).toBe(
      'a part of the path is a file, not a folder',
    );
    const full = Object.assign(new Error(), { code: 'ENOSPC', syscall: 'write' });
    expect(fileErrorText(full)).toBe('no space left on the disk');
  });

  it('names a code that it does not know', () => {
    const error = Object.assign(new Error(), { code: 'ESTALE', syscall: 'read' });
    expect(fileErrorText(error)).toBe('the file system says ESTALE');
  });

  it('keeps out of other errors', () => {
    expect(fileErrorText(new TypeError('x'))).toBe(null);
    expect(fileErrorText(Object.assign(new Error(), { code: 'ERR_ASSERTION' }))).toBe(null);
    expect(fileErrorText('ENOSPC')).toBe(null);
  });
});
