import { open } from 'node:fs/promises';

const CHUNK_BYTES = 65_536;

/**
 * The bytes of a file, at most so many: more of it are not read, so that neither a huge file nor a
 * device without end fills the memory. Rejects with what the file system says.
 */
export async function readFileUpTo(path: string, maxBytes: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const chunks: Uint8Array[] = [];
    let byteCount = 0;
    while (byteCount < maxBytes) {
      const wanted = Math.min(CHUNK_BYTES, maxBytes - byteCount);
      const { bytesRead, buffer } = await file.read(new Uint8Array(wanted), 0, wanted, null);
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      byteCount += bytesRead;
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}
