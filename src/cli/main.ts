#!/usr/bin/env node
import { runCommandLine } from './commandLine.ts';
import { EXIT } from './exitCode.ts';

// Whoever read the output has gone, as in `| head`: there is nobody to tell anything.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.brokenPipe);
    throw error;
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2));
await Promise.all([written(process.stdout), written(process.stderr)]);
// Not by itself: what was interrupted may not have come to an end, and before it ends Node waits
// for each request on a connection. Where the other side was killed, that may be for ever.
process.exit();

/** Resolves when all has left this process. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableLength === 0) return;
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
}
