/**
 * Brokers that hold a partition's replicas, the preferred leader first: as Kafka lays them out from
 * a first broker that is not drawn by lot (`StripedReplicaPlacer`). No more replicas than brokers.
 */
export function placeReplicas(
  partition: number,
  replicationFactor: number,
  brokerIds: readonly number[],
): readonly number[] {
  const count = brokerIds.length;
  return Array.from(
    { length: Math.min(replicationFactor, count) },
    (_, index) => brokerIds[(partition + index) % count]!,
  );
}
