import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HistoryFile, readHistoryFile } from '../../../src/adapters/node/historyFile.ts';
import { HistoryFormatError } from '../../../src/history/historyFormatError.ts';
import type { HistoryReading } from '../../../src/history/historyLineReader.ts';
import { MemoryHistory } from '../../../src/history/memoryHistory.ts';
import { saleHistory } from '../../report/saleHistory.ts';
import { useScratchFolders } from './scratchFolder.ts';

const newFolder = useScratchFolders();
const { header, events } = saleHistory();

function writeHistory(path: string): void {
  const file = new HistoryFile(path, header);
  for (const event of events) file.onEvent(event);
  file.finish('feedbeefcafef00d');
}

async function readAll(path: string): Promise<{ reading: HistoryReading; read: MemoryHistory }> {
  const read = new MemoryHistory();
  return { reading: await readHistoryFile(path, () => read), read };
}

describe.each(['history.jsonl', 'history.jsonl.gz'])('%s', (name) => {
  it('gives back what was written', async () => {
    const path = join(newFolder(), name);
    writeHistory(path);
    const { reading, read } = await readAll(path);
    expect(reading.isComplete).toBe(true);
    expect(reading.problem).toBe('');
    expect(reading.header).toEqual(header);
    expect(reading.runDigest).toBe('feedbeefcafef00d');
    expect([...read.events()]).toEqual(events);
  });

  it('has its name only when the run has ended', () => {
    const folder = newFolder();
    const file = new HistoryFile(join(folder, name), header);
    for (const event of events) file.onEvent(event);
    expect(existsSync(join(folder, name))).toBe(false);
    file.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is read as far as it goes if the run was killed', async () => {
    const path = join(newFolder(), name);
    writeHistory(path);
    const bytes = readFileSync(path);
    const cut = `${path}.tmp`;
    writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    const { reading, read } = await readAll(cut);
    expect(reading.isComplete).toBe(false);
    expect(reading.problem).toMatch(/^The file is cut/);
    const kept = [...read.events()];
    expect(kept.length).toBeGreaterThan(10);
    expect(kept).toEqual(events.slice(0, kept.length));
  });

  it('says so if its name is another one', async () => {
    const path = join(newFolder(), name);
    await expect(readAll(path)).rejects.toThrow(/ENOENT/);
  });
});

describe('HistoryFile', () => {
  it('compresses what ends in .gz', () => {
    const folder = newFolder();
    writeHistory(join(folder, 'plain.jsonl'));
    writeHistory(join(folder, 'packed.jsonl.gz'));
    const packed = readFileSync(join(folder, 'packed.jsonl.gz'));
    const plain = readFileSync(join(folder, 'plain.jsonl'));
    expect(gunzipSync(packed).equals(plain)).toBe(true);
    expect(packed.length).toBeLessThan(plain.length / 4);
  });

  it('refuses what claims to be compressed and is not', async () => {
    const folder = newFolder();
    writeHistory(join(folder, 'plain.jsonl'));
    renameSync(join(folder, 'plain.jsonl'), join(folder, 'plain.jsonl.gz'));
    const reading = readAll(join(folder, 'plain.jsonl.gz'));
    await expect(reading).rejects.toThrow(HistoryFormatError);
    await expect(reading).rejects.toThrow('line 1: this is no gzip file, or it is damaged');
  });

  it('names the line of a damaged event', async () => {
    const path = join(newFolder(), 'history.jsonl');
    writeHistory(path);
    const lines = readFileSync(path, 'utf8').split('\n');
    lines[4] = lines[4]!.replace('"atUs":', '"atUs":"late",');
    writeFileSync(path, lines.join('\n'));
    await expect(readAll(path)).rejects.toThrow(/^line 5: /);
  });
});
