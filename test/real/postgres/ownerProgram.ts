import { EmbeddedPostgres } from '../../../src/adapters/postgres/embeddedPostgres.ts';

/**
 * Starts a server and waits to be killed; `--exit`: ends without stopping it. A program of its own:
 * see embeddedPostgres.test.ts.
 */
async function main(): Promise<void> {
  const server = await EmbeddedPostgres.start();
  const { serverPid, keeperPid, dataFolder } = server;
  process.stdout.write(JSON.stringify({ serverPid, keeperPid, dataFolder }) + '\n');
  if (!process.argv.includes('--exit')) setInterval(() => undefined, 60_000);
}

await main();
