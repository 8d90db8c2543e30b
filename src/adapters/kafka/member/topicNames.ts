/**
 * Names of topics and groups on a cluster that may have others: the run's prefix before those of
 * the scenario. A prefix, as it leaves the order of names, and so every assignment, as it is.
 */
export class TopicNames {
  private readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** As the cluster has it. */
  onCluster(name: string): string {
    return this.prefix + name;
  }

  /** As the scenario has it; null: it is none of this run's. */
  inScenario(name: string): string | null {
    return name.startsWith(this.prefix) ? name.slice(this.prefix.length) : null;
  }
}
