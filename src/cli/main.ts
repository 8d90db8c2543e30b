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

const exitCode = await runCommandLine(process.argv.slice(2));
process.exitCode = exitCode;
// What was interrupted may not have come to an end.
if (exitCode === EXIT.interrupted || exitCode === EXIT.terminated) process.exit();
