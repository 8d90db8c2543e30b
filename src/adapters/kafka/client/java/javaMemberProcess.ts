import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ClientConfig } from '../kafkaClient.ts';
import type { JavaMemberProgram } from './javaMemberProgram.ts';

/** An object of a line. */
export type JavaMessage = Readonly<Record<string, unknown>>;

/** An exception of Kafka's Java client. */
export class JavaFailure extends Error {
  override name = 'JavaFailure';
  /** The class that was thrown. */
  readonly error: string;
  /** The class of what is behind it; the same if nothing is. */
  readonly reason: string;
  /** The name of the code in Kafka's protocol; null: it has none. */
  readonly errorCode: string | null;
  readonly retriable: boolean;

  constructor(message: JavaMessage) {
    super(`${text(message.error)}: ${text(message.message)}`);
    this.error = text(message.error);
    this.reason = text(message.reason);
    this.errorCode = typeof message.errorCode === 'string' ? message.errorCode : null;
    this.retriable = message.retriable === true;
  }
}

interface Call {
  readonly resolve: (answer: JavaMessage) => void;
  readonly reject: (error: Error) => void;
}

const KEPT_ERROR_LINES = 20;
/** How long it may take to say goodbye to the group. */
const CLOSE_LIMIT_MS = 40_000;

/**
 * The JVM of one consumer or producer, a child of ours: requests and answers as lines of JSON. It
 * halts when we die, because its standard input ends then.
 */
export class JavaMemberProcess {
  /** Resolves when the client in it is made, or it has ended. */
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  private readonly calls = new Map<number, Call>();
  private readonly errorLines: string[] = [];
  private readonly onEvent: (event: JavaMessage) => void;
  private readonly onDeath: (reason: string) => void;
  private callCount = 0;
  private failure: Error | null = null;
  private isClosing = false;
  private onReady: () => void = () => undefined;

  constructor(
    program: JavaMemberProgram,
    kind: 'consumer' | 'producer',
    config: ClientConfig,
    onEvent: (event: JavaMessage) => void,
    onDeath: (reason: string) => void,
  ) {
    this.onEvent = onEvent;
    this.ready = new Promise((resolve) => (this.onReady = resolve));
    this.onDeath = onDeath;
    // Not detached: it stays in our process group, so that a signal to the group reaches it too.
    this.child = spawn(program.javaProgram, program.args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.on('error', (error) => this.end(error.message));
    this.child.on('close', (code, signal) =>
      this.end(signal === null ? `exit code ${code ?? 0}` : signal),
    );
    this.child.stdin!.on('error', () => {});
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.onLine(line));
    createInterface({ input: this.child.stderr! }).on('line', (line) => {
      this.errorLines.push(line);
      if (this.errorLines.length > KEPT_ERROR_LINES) this.errorLines.shift();
    });
    this.tell({ kind, config });
  }

  /** 0: it could not be started. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Asks, and resolves with the answer. Rejects with JavaFailure, or when the JVM is gone. */
  call(op: string, fields: JavaMessage = {}): Promise<JavaMessage> {
    return this.start(op, fields).answer;
  }

  /** As `call`, with the number that events refer to. */
  start(op: string, fields: JavaMessage): { id: number; answer: Promise<JavaMessage> } {
    const id = ++this.callCount;
    const answer = new Promise<JavaMessage>((resolve, reject) => {
      if (this.failure !== null) return reject(this.failure);
      this.calls.set(id, { resolve, reject });
      this.tell({ id, op, ...fields });
    });
    return { id, answer };
  }

  /** Says something that has no answer. */
  tell(message: JavaMessage): void {
    this.child.stdin!.write(`${JSON.stringify(message)}\n`);
  }

  /** Closes the client in it and waits for its end. */
  async close(): Promise<void> {
    if (this.failure !== null) return;
    this.isClosing = true;
    const ended = new Promise<void>((resolve) => this.child.once('close', () => resolve()));
    const timer = setTimeout(() => this.child.kill('SIGKILL'), CLOSE_LIMIT_MS);
    try {
      await this.call('close');
    } finally {
      await ended;
      clearTimeout(timer);
    }
  }

  private onLine(line: string): void {
    let message: JavaMessage;
    try {
      message = JSON.parse(line) as JavaMessage;
    } catch {
      this.errorLines.push(line);
      return;
    }
    if (message.event === 'failed') this.errorLines.push(new JavaFailure(message).message);
    if (message.event === 'ready') this.onReady();
    if (typeof message.id !== 'number') return this.onEvent(message);
    const call = this.calls.get(message.id);
    this.calls.delete(message.id);
    if (call === undefined) return;
    if (typeof message.error === 'string') call.reject(new JavaFailure(message));
    else call.resolve(message);
  }

  private end(how: string): void {
    if (this.failure !== null) return;
    const lines = this.errorLines.filter((line) => !line.startsWith('SLF4J:'));
    const said = lines.at(-1);
    const reason = said === undefined ? how : `${how}: ${said}`;
    this.failure = new Error(`the Java member has ended (${reason})`);
    for (const { reject } of this.calls.values()) reject(this.failure);
    this.calls.clear();
    this.onReady();
    if (!this.isClosing) this.onDeath(this.failure.message);
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
