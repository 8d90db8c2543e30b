import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileStep } from '../../../src/adapters/node/atomicFile.ts';
import { AtomicFile, writeFileAtomically } from '../../../src/adapters/node/atomicFile.ts';
import { useScratchFolders } from './scratchFolder.ts';

const newFolder = useScratchFolders();

describe('AtomicFile', () => {
  it('has its name only when it is whole', () => {
    const path = join(newFolder(), 'a', 'b', 'page.html');
    const file = new AtomicFile(path);
    file.write('one ');
    file.write(Buffer.from('둘'));
    expect(existsSync(path)).toBe(false);
    file.commit();
    expect(readFileSync(path, 'utf8')).toBe('one 둘');
    expect(readdirSync(join(path, '..'))).toEqual(['page.html']);
  });

  it('leaves the former file when it is given up', () => {
    const folder = newFolder();
    const path = join(folder, 'page.html');
    writeFileAtomically(path, 'former');
    const file = new AtomicFile(path);
    file.write('half of the la');
    file.discard();
    file.commit();
    expect(readFileSync(path, 'utf8')).toBe('former');
    expect(readdirSync(folder)).toEqual(['page.html']);
  });

  it('does nothing when it is given up after it is whole', () => {
    const path = join(newFolder(), 'page.html');
    const file = new AtomicFile(path);
    file.commit();
    file.discard();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('tells of each step, and writes large files in pieces', () => {
    const steps: FileStep[] = [];
    const path = join(newFolder(), 'large.bin');
    writeFileAtomically(path, new Uint8Array(150_000), (step) => steps.push(step));
    expect(steps).toEqual(['opened', 'written', 'written', 'written', 'synced', 'named']);
    expect(readFileSync(path).length).toBe(150_000);
  });

  it('leaves nothing if a step fails, and the former file if there was one', () => {
    for (const failing of ['written', 'synced'] as const) {
      const folder = newFolder();
      const path = join(folder, 'page.html');
      writeFileAtomically(path, 'former');
      const write = (): void =>
        writeFileAtomically(path, 'latter', (step) => {
          if (step === failing) throw new Error('disk full');
        });
      expect(write).toThrow('disk full');
      expect(readFileSync(path, 'utf8')).toBe('former');
      expect(readdirSync(folder)).toEqual(['page.html']);
    }
  });

  it('leaves no temporary file if the name is taken by a folder', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'page.html', 'inner'), { recursive: true });
    expect(() => writeFileAtomically(join(folder, 'page.html'), 'text')).toThrow(
      /EISDIR|ENOTEMPTY/,
    );
    expect(readdirSync(folder)).toEqual(['page.html']);
  });

  it('throws the error of the file system if a part of the path is a file', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => new AtomicFile(join(folder, 'file', 'page.html'))).toThrow(/EEXIST|ENOTDIR/);
  });
});
