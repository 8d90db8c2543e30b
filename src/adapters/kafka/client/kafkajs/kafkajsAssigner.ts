import { AssignerProtocol, type Assigner, type PartitionAssigner } from 'kafkajs';
import { newAssignor } from '../../../../model/assignor/newAssignor.ts';
import type { GroupMember } from '../../../../model/assignor/assignor.ts';

/** Assignors of Kafka's that kafkajs can carry out: those that remember nothing. */
export type KafkajsAssignorName = 'range' | 'roundrobin';

/** What the assignor needs of kafkajs's cluster, and what its types do not tell. */
interface AssignerCluster {
  findTopicPartitionMetadata(topic: string): readonly unknown[];
}

/**
 * Kafka's own assignor, under its own name, for kafkajs: the rule is the model's. kafkajs's
 * "RoundRobinAssigner" is neither Kafka's rule nor its name.
 */
export function newKafkajsAssigner(name: KafkajsAssignorName): PartitionAssigner {
  return ({ cluster }): Assigner => {
    const metadata = cluster as unknown as AssignerCluster;
    const partitionCountOf = (topic: string): number =>
      metadata.findTopicPartitionMetadata(topic).length;
    return {
      name,
      version: 1,
      protocol: ({ topics }) => ({
        name,
        metadata: AssignerProtocol.MemberMetadata.encode({
          version: 1,
          topics,
          userData: Buffer.alloc(0),
        }),
      }),
      assign: async ({ members }) => assign(name, members, partitionCountOf),
    };
  };
}

type JoinedMembers = Parameters<Assigner['assign']>[0]['members'];
type Assignments = Awaited<ReturnType<Assigner['assign']>>;

function assign(
  name: KafkajsAssignorName,
  joined: JoinedMembers,
  partitionCountOf: (topic: string) => number,
): Assignments {
  const members = joined.map(({ memberId, memberMetadata }): GroupMember => {
    const topics = AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? [];
    const subscription = {
      topics,
      ownedPartitions: [],
      generationId: -1,
      rackId: null,
      userData: null,
    };
    return { memberId, groupInstanceId: null, subscription };
  });
  const topics = [...new Set(members.flatMap(({ subscription }) => subscription.topics))];
  const counts = new Map(topics.map((topic) => [topic, partitionCountOf(topic)]));
  const assigned = newAssignor(name).assign(counts, members);
  return [...assigned].map(([memberId, partitions]) => {
    const assignment: Record<string, number[]> = {};
    for (const { topic, partition } of partitions) (assignment[topic] ??= []).push(partition);
    return {
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version: 1,
        assignment,
        userData: Buffer.alloc(0),
      }),
    };
  });
}
