import type { IncomingRecord, OffsetToCommit, RecordPosition } from '../../src/issuer/ports.ts';

/** A consumer under test, in a process of its own. */
export interface TestMember {
  /** What it told its observer and did in its listener, in order, up to the last answer. */
  readonly told: readonly string[];
  /** Partitions that its listener was given and that were not taken back. */
  readonly owned: ReadonlySet<number>;
  poll(): Promise<readonly IncomingRecord[]>;
  /** `ok`, or the code of the refusal, with `, retriable` if it is. */
  commitSync(offsets: readonly OffsetToCommit[]): Promise<string>;
  /** Starts a commit; what became of it is told as `async ...`. */
  commitAsync(offsets: readonly OffsetToCommit[]): Promise<void>;
  /** These are committed when their partitions are revoked, which is told as `in revoked ...`. */
  commitWhenRevoked(offsets: readonly OffsetToCommit[]): Promise<void>;
  /** Leaves. */
  close(): Promise<void>;
  /** kill -9. */
  crash(): Promise<void>;
  /** Stops executing, as in a long collection of garbage; heartbeats too. */
  pause(): void;
  resume(): void;
}

/** A record to publish. */
export interface TestRecord {
  readonly key: string | null;
  readonly value: string;
}

/** Kafka with one topic, alive for one test. */
export interface ClientWorld {
  readonly topic: string;
  /** One send each, none waits for another before it is sent. */
  publish(records: readonly TestRecord[]): Promise<readonly RecordPosition[]>;
  /** A new member of the group of this test. */
  newMember(name: string, config?: Readonly<Record<string, string>>): Promise<TestMember>;
}

/** Where the contract runs. */
export interface ClientHarness {
  readonly name: string;
  /** Under a cooperative protocol only what moves is taken. */
  readonly isCooperative: boolean;
  /** False: the client cannot tell generations. */
  readonly tellsGenerations: boolean;
  /** Makes a topic with so many partitions, runs the body, ends all members. */
  run(partitions: number, body: (world: ClientWorld) => Promise<void>): Promise<void>;
}
