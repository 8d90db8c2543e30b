import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, removeMadeFolders } from '../../src/cli/makeFolder.ts';
import { temporaryFolder } from './temporaryFolder.ts';

describe('makeFolder', () => {
  const root = temporaryFolder();

  it('makes what is missing, and takes back just that', () => {
    mkdirSync(join(root, 'old'));
    const made = makeFolder(join(root, 'old', 'a', 'b'));
    expect(made).toEqual([join(root, 'old', 'a'), join(root, 'old', 'a', 'b')]);
    expect(makeFolder(join(root, 'old', 'a', 'b'))).toEqual([]);
    removeMadeFolders(made);
    expect([existsSync(join(root, 'old')), existsSync(join(root, 'old', 'a'))]).toEqual([
      true,
      false,
    ]);
  });

  it('leaves folders in which there is something', () => {
    const made = makeFolder(join(root, 'c', 'd'));
    writeFileSync(join(root, 'c', 'file'), '');
    removeMadeFolders(made);
    expect(existsSync(join(root, 'c', 'd'))).toBe(false);
    expect(existsSync(join(root, 'c', 'file'))).toBe(true);
  });

  it('fails where there is a file', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeFolder(join(root, 'file'))).toThrow('EEXIST');
    expect(() => makeFolder(join(root, 'file', 'below'))).toThrow(/EEXIST|ENOTDIR/);
  });
});
