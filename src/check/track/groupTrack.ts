/** What the history has told about one consumer group so far. */
export class GroupTrack {
  readonly group: string;
  /** Number among the groups of the run. */
  readonly index: number;
  readonly application: string;
  readonly topics: readonly string[];
  /** Highest generation seen; -1: none. */
  generation = -1;
  /** Generations that had an assignment. */
  assignedGenerationCount = 0;
  /** How often a rebalance began. */
  rebalanceCount = 0;
  lastAssignedGeneration = -1;
  /** As its coordinator has it; '': not known. */
  state = '';
  stateAtUs = -1;
  stateReason = '';
  memberCount = 0;

  constructor(group: string, index: number, application: string, topics: readonly string[]) {
    this.group = group;
    this.index = index;
    this.application = application;
    this.topics = topics;
  }

  /** An assignment of this generation was stored, or was received by a member. */
  noteAssigned(generation: number): void {
    this.noteGeneration(generation);
    if (generation <= this.lastAssignedGeneration) return;
    this.lastAssignedGeneration = generation;
    this.assignedGenerationCount++;
  }

  noteGeneration(generation: number): void {
    if (generation > this.generation) this.generation = generation;
  }
}
