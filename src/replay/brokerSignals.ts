import type { LocalKafka } from '../adapters/kafka/broker/localKafka.ts';
import type { EventLog } from './eventLog.ts';
import type { RunClock } from './runClock.ts';

/** Faults of brokers by signal, told to the history as those of other processes. */
export class BrokerSignals {
  private readonly kafka: LocalKafka | null;
  private readonly log: EventLog;
  private readonly clock: () => RunClock;

  /** `kafka` null: the brokers are not ours, and no fault is about them. */
  constructor(kafka: LocalKafka | null, log: EventLog, clock: () => RunClock) {
    this.kafka = kafka;
    this.log = log;
    this.clock = clock;
  }

  /** SIGKILL. */
  async crash(process: string): Promise<void> {
    const id = this.nodeId(process);
    if (this.kafka!.node(id).state === 'down') return;
    const atUs = this.clock().nowUs;
    await this.kafka!.kill(id);
    this.log.record({ type: 'Crashed', atUs, process });
  }

  /** Starts it again, and resolves when it answers. */
  async restart(process: string): Promise<void> {
    const id = this.nodeId(process);
    if (this.kafka!.node(id).state !== 'down') return;
    this.log.record({ type: 'Started', atUs: this.clock().nowUs, process, role: 'broker' });
    await this.kafka!.restart(id);
  }

  /** SIGSTOP. */
  pause(process: string): void {
    const id = this.nodeId(process);
    if (this.kafka!.node(id).state !== 'up') return;
    this.kafka!.pause(id);
    this.log.record({ type: 'Paused', atUs: this.clock().nowUs, process });
  }

  /** SIGCONT. */
  resume(process: string): void {
    const id = this.nodeId(process);
    if (this.kafka!.node(id).state !== 'paused') return;
    this.kafka!.resume(id);
    this.log.record({ type: 'Resumed', atUs: this.clock().nowUs, process });
  }

  private nodeId(process: string): number {
    return Number(process.slice('broker-'.length));
  }
}
