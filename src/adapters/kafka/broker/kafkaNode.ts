import type { ChildGuard } from './childGuard.ts';
import { nodePaths, nodeProcess, type NodePaths, type NodeRecord } from './clusterRecord.ts';
import { endProcess, killProcess } from './endProcess.ts';
import { brokerArguments, type KafkaRuntime } from './jvmArguments.ts';
import type { NodePlan } from './nodePlan.ts';
import { signalProcess, type ProcessIdentity } from './processIdentity.ts';
import { spawnNode } from './spawnNode.ts';

/** What a node's process is doing. */
export type NodeState = 'down' | 'up' | 'paused';

/** Told of a process that ended though nobody asked for it. */
export type NodeDownListener = (nodeId: number) => void;

/** One node of a cluster of ours, and its process of the moment. */
export class KafkaNode {
  readonly plan: NodePlan;
  readonly paths: NodePaths;
  private readonly runtime: KafkaRuntime;
  private readonly heapMib: number;
  private readonly onDown: NodeDownListener;
  private identity: ProcessIdentity | null = null;
  private endOfProcess: AbortSignal = AbortSignal.abort();

  constructor(plan: NodePlan, dataFolder: string, { runtime, heapMib, onDown }: NodeSettings) {
    this.plan = plan;
    this.paths = nodePaths(dataFolder, plan.id);
    this.runtime = runtime;
    this.heapMib = heapMib;
    this.onDown = onDown;
  }

  /** As it is written down. */
  record(): NodeRecord {
    return { ...this.plan, process: this.identity };
  }

  state(): NodeState {
    const process = nodeProcess(this.record());
    if (process === null) return 'down';
    return process.isPaused ? 'paused' : 'up';
  }

  /** The process id; `null`: it is down. */
  get pid(): number | null {
    return this.state() === 'down' ? null : (this.identity?.pid ?? null);
  }

  /** Aborted once the present process has ended. */
  get ended(): AbortSignal {
    return this.endOfProcess;
  }

  /** Starts a process. It is not ready yet. */
  async spawn(guard: ChildGuard): Promise<void> {
    const { runtime, paths } = this;
    const args = brokerArguments(runtime, this.heapMib, paths.properties);
    const { identity, ended } = await spawnNode(runtime.javaProgram, args, paths, guard);
    this.identity = identity;
    this.endOfProcess = ended;
    ended.addEventListener('abort', () => {
      // Another process may have taken over, and one that was to end has no identity any more.
      if (this.identity === identity) this.onDown(this.plan.id);
    });
  }

  /** SIGKILL: what is not on the disk yet is left to the system's cache, which survives. */
  async kill(): Promise<void> {
    const identity = this.forget();
    if (identity !== null) await killProcess(identity);
  }

  /** SIGTERM, and SIGKILL once the grace is over. */
  async terminate(graceMs: number): Promise<void> {
    const identity = this.forget();
    if (identity !== null) await endProcess(identity, graceMs);
  }

  /** SIGSTOP: alive, silent, its connections open. */
  pause(): boolean {
    return this.identity !== null && signalProcess(this.identity, 'SIGSTOP');
  }

  /** SIGCONT. */
  resume(): boolean {
    return this.identity !== null && signalProcess(this.identity, 'SIGCONT');
  }

  /** From here on its end is no surprise. Returns the process that it had. */
  forget(): ProcessIdentity | null {
    const { identity } = this;
    this.identity = null;
    return identity;
  }
}

/** What all nodes of a cluster share. */
export interface NodeSettings {
  readonly runtime: KafkaRuntime;
  readonly heapMib: number;
  readonly onDown: NodeDownListener;
}
