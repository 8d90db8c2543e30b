import { KafkaJSProtocolError, type Broker, type Cluster } from 'kafkajs';
import { errorCodeOf } from './kafkajsErrors.ts';

/** What a broker of kafkajs's has, and its types do not tell. */
interface CoordinatorBroker extends Broker {
  readonly nodeId: number | string;
  heartbeat(request: object): Promise<unknown>;
}

/** Of kafkajs's coordinator types: groups. */
const GROUP = 0;

/**
 * kafkajs stays with the broker that it has joined at: when that one dies, heartbeats and commits
 * fail until kafkajs starts all over. Kafka's own client looks for the coordinator again. So does
 * this: a member whose coordinator is another broker by now gets NOT_COORDINATOR, and joins there.
 * While the coordinator is only away, nothing changes.
 */
export class CoordinatorWatch {
  private readonly groupId: string;
  private readonly watched = new WeakSet<Broker>();
  private cluster: Cluster | null = null;
  private nodeId = '';

  constructor(groupId: string) {
    this.groupId = groupId;
  }

  /** A join goes to this broker. */
  watch(cluster: Cluster, broker: Broker): void {
    const coordinator = broker as CoordinatorBroker;
    this.cluster = cluster;
    this.nodeId = String(coordinator.nodeId);
    if (this.watched.has(broker)) return;
    this.watched.add(broker);
    const heartbeat = coordinator.heartbeat.bind(coordinator);
    coordinator.heartbeat = async (request): Promise<unknown> => {
      try {
        return await heartbeat(request);
      } catch (error) {
        // With a code it was the coordinator itself that answered.
        if (errorCodeOf(error) === null && (await this.hasMoved())) throw newNotCoordinatorError();
        throw error;
      }
    };
  }

  /** True if another broker says that it, or a third one, is the coordinator now. */
  async hasMoved(): Promise<boolean> {
    if (this.cluster === null) return false;
    try {
      const group = { groupId: this.groupId, coordinatorType: GROUP };
      const { coordinator } = await this.cluster.findGroupCoordinatorMetadata(group);
      return String(coordinator.nodeId) !== this.nodeId;
    } catch {
      // Nobody knows at present.
      return false;
    }
  }
}

/** As the broker would answer that is not the coordinator any more. */
export function newNotCoordinatorError(): Error {
  const error = {
    type: 'NOT_COORDINATOR_FOR_GROUP',
    code: 16,
    retriable: true,
    name: 'KafkaJSProtocolError',
    message: 'This is not the correct coordinator for this group',
  };
  return new KafkaJSProtocolError(error);
}
