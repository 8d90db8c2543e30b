import type { GroupSpec } from '../scenario/scenario.ts';
import type { OwnedPartitions } from './ownedPartitions.ts';
import type { ReplayWorld } from './replayWorld.ts';
import type { PartitionLag, RunTopics } from './runTopics.ts';

/** What it is that comes to rest. */
export interface DrainParts {
  readonly groups: readonly GroupSpec[];
  readonly world: ReplayWorld;
  readonly owned: OwnedPartitions;
  readonly topics: RunTopics;
}

/**
 * Knows when a run on real servers has come to rest, as DrainMonitor does for a simulated one:
 * everything sent is answered, every group has committed all there is, its members wait for more,
 * and no rebalance is under way. What the processes tell is asked first; only if that looks quiet,
 * the brokers are.
 */
export class LiveDrain {
  private readonly parts: DrainParts;

  constructor(parts: DrainParts) {
    this.parts = parts;
  }

  /** True if nothing is left to do. */
  async isDrained(): Promise<boolean> {
    if (!this.looksQuiet()) return false;
    for (const group of this.parts.groups) {
      if (!(await this.isAtRest(group))) return false;
    }
    // Meanwhile somebody may have gone on.
    return this.looksQuiet();
  }

  private looksQuiet(): boolean {
    const { consumers, producers } = this.parts.world;
    return [...producers.values(), ...consumers.values()].every((process) => process.isIdle);
  }

  private async isAtRest(group: GroupSpec): Promise<boolean> {
    const { topics, world } = this.parts;
    const running = group.consumers
      .map(({ name }) => name)
      .filter((name) => world.consumers.get(name)!.isRunning);
    const lags = await topics.lagOf(group);
    if (!lags.every((lag) => this.isRead(lag, running))) return false;
    return await this.isSettled(group, running, lags.length);
  }

  private isRead(lag: PartitionLag, running: readonly string[]): boolean {
    const { endOffset, committedOffset } = lag;
    if (committedOffset !== null) return committedOffset >= endOffset;
    return endOffset === 0 || this.parts.owned.hasReadTo(running, lag, endOffset);
  }

  private async isSettled(
    group: GroupSpec,
    running: readonly string[],
    partitionCount: number,
  ): Promise<boolean> {
    const { owned, topics } = this.parts;
    const ownedCount = running.reduce((sum, name) => sum + owned.countOf(name), 0);
    if (running.length > 0 && ownedCount !== partitionCount) return false;
    if (isConsumerProtocol(group)) return true;
    const { state, memberCount } = await topics.stateOf(group);
    if (memberCount !== running.length) return false;
    return running.length === 0 || state === 'Stable';
  }
}

function isConsumerProtocol({ config, consumers }: GroupSpec): boolean {
  const isConsumer = (protocol: string | undefined): boolean =>
    protocol?.trim().toLowerCase() === 'consumer';
  return (
    isConsumer(config['group.protocol']) ||
    consumers.some((consumer) => isConsumer(consumer.config['group.protocol']))
  );
}
