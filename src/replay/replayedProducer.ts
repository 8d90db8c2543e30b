import type { MemberReport } from '../adapters/kafka/member/memberMessage.ts';
import type { ProducerSpec, TopicSpec } from '../scenario/scenario.ts';
import type { TapeEntry } from '../scenario/workloadTape.ts';
import { MemberProcess } from './memberProcess.ts';
import type { RequestNumbers } from './requestNumbers.ts';
import { ReplayProblem } from './replayProblem.ts';
import type { RunContext } from './runContext.ts';

/** One producer of the scenario through all its lives, each a process of its own. */
export class ReplayedProducer {
  readonly spec: ProducerSpec;
  private readonly topics: readonly TopicSpec[];
  private readonly context: RunContext;
  private readonly numbers: RequestNumbers;
  private spare: MemberProcess | null = null;
  private life: MemberProcess | null = null;
  private isPaused = false;
  /** Orders that it has not carried out. */
  private openOrderCount = 0;

  constructor(
    spec: ProducerSpec,
    topics: readonly TopicSpec[],
    context: RunContext,
    numbers: RequestNumbers,
  ) {
    this.spec = spec;
    this.topics = topics;
    this.context = context;
    this.numbers = numbers;
  }

  /** True if it has carried out all that came in, or does not run. */
  get isIdle(): boolean {
    return this.life === null || (this.openOrderCount === 0 && !this.isPaused);
  }

  /** Makes the next process ready. Resolves when it could begin, or has failed. */
  async prepare(): Promise<void> {
    this.spare ??= this.newProcess();
    await Promise.race([this.spare.ready, this.spare.ended]);
  }

  start(): void {
    if (this.life !== null) return;
    const life = this.spare ?? this.newProcess();
    this.spare = null;
    this.life = life;
    this.openOrderCount = 0;
    const { clock, log } = this.context;
    const process = this.spec.name;
    log.record({ type: 'Started', atUs: clock().nowUs, process, role: 'producer' });
    life.order({ type: 'begin', originNs: String(clock().originNs) });
  }

  /** Plays one entry of the workload. Nothing happens while the process is down. */
  play(entry: TapeEntry): void {
    if (this.life === null) return;
    this.openOrderCount++;
    const sendId = this.numbers.nextSendId();
    const { topic } = entry;
    if (entry.type === 'record') {
      const { key, value, partition } = entry;
      return this.life.order({ type: 'record', topic, key, value, partition, sendId });
    }
    const { couponId, userId } = entry;
    const requestId = this.numbers.requestIdOf(entry);
    this.life.order({ type: 'request', topic, requestId, couponId, userId, sendId });
  }

  /** kill -9. */
  async crash(): Promise<void> {
    const { life } = this;
    if (life === null) return;
    this.life = null;
    this.isPaused = false;
    const { clock, log } = this.context;
    const killedUs = clock().nowUs;
    await life.kill();
    const process = this.spec.name;
    log.record({ type: 'Crashed', atUs: Math.max(killedUs, log.lastTimeOf(process)), process });
  }

  /** SIGSTOP. */
  pause(): void {
    if (this.life === null || this.isPaused) return;
    this.isPaused = true;
    this.life.pause();
    this.note('Paused');
  }

  /** SIGCONT. */
  resume(): void {
    if (this.life === null || !this.isPaused) return;
    this.isPaused = false;
    this.note('Resumed');
    this.life.resume();
  }

  /** Ends what there is of it, without a word to the history. */
  async dispose(): Promise<void> {
    const processes = [this.life, this.spare];
    this.life = null;
    this.spare = null;
    await Promise.all(processes.flatMap((process) => process?.kill() ?? []));
  }

  private note(type: 'Paused' | 'Resumed'): void {
    const { clock, log } = this.context;
    log.record({ type, atUs: clock().nowUs, process: this.spec.name });
  }

  private newProcess(): MemberProcess {
    const { context, spec } = this;
    const { client, cacheFolder, prefix, seed, memberProgram, guard } = context;
    const member: MemberProcess = new MemberProcess(
      memberProgram,
      {
        role: 'producer',
        name: spec.name,
        client,
        cacheFolder,
        prefix,
        seed,
        bootstrap: context.bootstrapOf(spec.name),
        config: spec.config,
        firstSendId: context.nextSendIds(),
        keys: Object.fromEntries(this.topics.map(({ name, key }) => [name, key])),
      },
      guard,
      (report) => this.take(member, report),
    );
    void member.ended.then(({ wasExpected, how }) => {
      if (wasExpected) return;
      const message = `the process of ${spec.name} is gone: ${how}`;
      context.onProblem(new ReplayProblem('unable', message));
    });
    return member;
  }

  private take(member: MemberProcess, report: MemberReport): void {
    const { log, onProblem } = this.context;
    if (report.type === 'event') log.record(report.event);
    if (report.type === 'played' && member === this.life) this.openOrderCount--;
    if (report.type !== 'failed') return;
    const kind = report.isRefusal ? 'misuse' : 'unable';
    onProblem(new ReplayProblem(kind, `${this.spec.name}: ${report.message}`));
  }
}
