import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What ends the name of a file that is not whole yet. */
export const TEMPORARY_ENDING = '.tmp';

/** Steps of writing a file. A process may die, or the disk may fail, after each of them. */
export type FileStep = 'opened' | 'written' | 'synced' | 'named';

/** Hears of every step. What it throws fails the step, as an error of the file system would. */
export type FileProbe = (step: FileStep, path: string) => void;

/** Bytes that are handed to the file system at a time. */
const PIECE_BYTES = 65_536;

/**
 * A file that appears whole or not at all: it is written under a temporary name in the same folder,
 * forced to the disk and renamed. A reader never sees half of it, and a crash leaves the former
 * one.
 */
export class AtomicFile {
  readonly path: string;
  private readonly temporaryPath: string;
  private readonly descriptor: number;
  private readonly probe: FileProbe;
  private isOpen = true;

  /**
   * Opens the temporary file; makes the folder if there is none. Throws the error of the file
   * system.
   */
  constructor(path: string, probe: FileProbe = ignoreStep) {
    this.path = path;
    this.probe = probe;
    this.temporaryPath = path + TEMPORARY_ENDING;
    mkdirSync(dirname(path), { recursive: true });
    this.descriptor = openSync(this.temporaryPath, 'w');
    this.step('opened');
  }

  /** Appends text (as UTF-8) or bytes. */
  write(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
    for (let written = 0; written < bytes.length;) {
      const length = Math.min(PIECE_BYTES, bytes.length - written);
      written += writeSync(this.descriptor, bytes, written, length);
      this.step('written');
    }
  }

  /** The file is whole: gives it its name. If that fails, nothing of it is left. */
  commit(): void {
    if (!this.isOpen) return;
    fsyncSync(this.descriptor);
    this.step('synced');
    this.isOpen = false;
    closeSync(this.descriptor);
    try {
      renameSync(this.temporaryPath, this.path);
    } catch (error) {
      rmSync(this.temporaryPath, { force: true });
      throw error;
    }
    syncFolder(dirname(this.path));
    this.probe('named', this.path);
  }

  /** Gives up: the temporary file goes, the former file stays. */
  discard(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    closeSync(this.descriptor);
    rmSync(this.temporaryPath, { force: true });
  }

  private step(step: FileStep): void {
    this.probe(step, this.path);
  }
}

/** Writes a whole file at once, as `AtomicFile` does. */
export function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  probe: FileProbe = ignoreStep,
): void {
  const file = new AtomicFile(path, probe);
  try {
    file.write(data);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

function ignoreStep(): void {
  // Nobody asked.
}

/**
 * The new name is on the disk only when the folder is. Some systems cannot open folders: then not.
 */
function syncFolder(path: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(descriptor);
  } catch {
    // The file itself is whole; only its name may be lost with the power.
  } finally {
    closeSync(descriptor);
  }
}
