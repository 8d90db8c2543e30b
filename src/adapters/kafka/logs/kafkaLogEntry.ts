import type { ClusterEntry } from './clusterEntry.ts';
import type { GroupEntry } from './groupEntry.ts';
import type { TopicEntry } from './topicEntry.ts';

/** What one of Kafka's logs says: of a topic, of the groups, of the cluster. */
export type KafkaLogEntry = TopicEntry | GroupEntry | ClusterEntry;

/** Where an entry stands, and when it was decided. */
export interface LogPlace {
  /** Whose copy of the log was read. */
  readonly nodeId: number;
  readonly offset: number;
  /** Milliseconds since 1970, by the clock of whoever wrote it. */
  readonly atMs: number;
}
