import type { RunDatabase } from '../adapters/postgres/runDatabase.ts';
import type { PostgresStoreSettings } from '../adapters/postgres/postgresCouponStore.ts';
import { PostgresProxy } from '../adapters/postgres/postgresProxy.ts';
import type { StatementFate } from '../adapters/postgres/postgresProxy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { RandomStream } from '../sim/randomStream.ts';
import type { StoreAction } from './realTargets.ts';

interface ActiveStoreFault {
  readonly action: StoreAction;
  readonly untilUs: number;
  remaining: number;
}

/**
 * Stands between the database and those consumers whose statements a fault of the scenario strikes:
 * one proxy for each of them.
 */
export class StoreStriker {
  private readonly database: RunDatabase;
  private readonly poolSize: number;
  private readonly nowUs: () => number;
  private readonly random: RandomStream;
  private readonly proxies = new Map<string, PostgresProxy>();
  private faults: ActiveStoreFault[] = [];
  private struckUs = 0;

  private constructor(
    database: RunDatabase,
    { store }: Scenario,
    seed: number,
    nowUs: () => number,
  ) {
    this.database = database;
    this.poolSize = store.poolSize;
    this.nowUs = nowUs;
    this.random = new RandomStream(seed, 'store faults');
  }

  /** Starts the proxies, if a fault needs them. */
  static async open(
    database: RunDatabase,
    scenario: Scenario,
    seed: number,
    nowUs: () => number,
  ): Promise<StoreStriker> {
    const striker = new StoreStriker(database, scenario, seed, nowUs);
    for (const process of struckProcesses(scenario)) {
      const proxy = await PostgresProxy.start(database.url);
      proxy.judge = (isCommit) => striker.judge(process, isCommit);
      striker.proxies.set(process, proxy);
    }
    return striker;
  }

  /** When a statement was struck last; 0: none was. */
  get lastStruckUs(): number {
    return this.struckUs;
  }

  /** How this process reaches its store. */
  settingsOf(process: string): PostgresStoreSettings {
    const settings = this.database.storeSettings(this.poolSize);
    const proxy = this.proxies.get(process);
    return proxy === undefined ? settings : { ...settings, url: proxy.url };
  }

  /** From now on, for `forUs` or `count` statements, whatever ends first. */
  hurt(action: StoreAction): void {
    this.faults.push({ action, untilUs: this.nowUs() + action.forUs, remaining: action.count });
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.stop()));
    this.proxies.clear();
  }

  private judge(process: string, isCommit: boolean): StatementFate | null {
    const nowUs = this.nowUs();
    this.faults = this.faults.filter((fault) => fault.remaining > 0 && nowUs < fault.untilUs);
    for (const fault of this.faults) {
      const { action } = fault;
      if (action.process !== null && action.process !== process) continue;
      if (action.effect === 'lost-commit' && !isCommit) continue;
      fault.remaining--;
      this.struckUs = nowUs;
      switch (action.effect) {
        case 'lost-commit':
          return { type: 'lose', decision: 'committed', clientSees: 'broken' };
        case 'unavailable':
          return isCommit
            ? { type: 'lose', decision: 'rolled-back', clientSees: 'broken' }
            : { type: 'break' };
        case 'slow': {
          const { minUs, maxUs } = action.extra;
          return { type: 'delay', delayMs: this.random.between(minUs, maxUs) / 1000 };
        }
      }
    }
    return null;
  }
}

/** Consumers whose statements some fault strikes. */
function struckProcesses({ faults, groups }: Scenario): ReadonlySet<string> {
  const all = groups.flatMap(({ consumers }) => consumers.map(({ name }) => name));
  const struck = faults.flatMap(({ action }) => {
    if (action.type !== 'store') return [];
    return action.process === null ? all : [action.process];
  });
  return new Set(struck);
}
