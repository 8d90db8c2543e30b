import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A file that appears whole or not at all: it is written under a temporary name in the same folder,
 * forced to the disk and renamed. A reader never sees half of it, and a crash leaves the former
 * one.
 */
export class AtomicFile {
  readonly path: string;
  private readonly temporaryPath: string;
  private readonly descriptor: number;
  private isOpen = true;

  /**
   * Opens the temporary file; makes the folder if there is none. Throws the error of the file
   * system.
   */
  constructor(path: string) {
    this.path = path;
    this.temporaryPath = `${path}.tmp`;
    mkdirSync(dirname(path), { recursive: true });
    this.descriptor = openSync(this.temporaryPath, 'w');
  }

  /** Appends text (as UTF-8) or bytes. */
  write(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.descriptor, bytes, written);
    }
  }

  /** The file is whole: gives it its name. */
  commit(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
    renameSync(this.temporaryPath, this.path);
    syncFolder(dirname(this.path));
  }

  /** Gives up: the temporary file goes, the former file stays. */
  discard(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    closeSync(this.descriptor);
    rmSync(this.temporaryPath, { force: true });
  }
}

/** Writes a whole file at once, as `AtomicFile` does. */
export function writeFileAtomically(path: string, data: string | Uint8Array): void {
  const file = new AtomicFile(path);
  try {
    file.write(data);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
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
