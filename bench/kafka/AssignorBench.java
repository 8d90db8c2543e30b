import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;
import org.apache.kafka.coordinator.group.api.assignor.SubscriptionType;
import org.apache.kafka.coordinator.group.assignor.UniformAssignor;
import org.apache.kafka.coordinator.group.modern.GroupSpecImpl;
import org.apache.kafka.coordinator.group.modern.MemberSubscriptionAndAssignmentImpl;

/**
 * How long Kafka's own assignors take for the groups of rebalanceBench.ts: one line a case, its name and the
 * median of the milliseconds. Arguments: members, partitions, topic, rounds.
 */
public final class AssignorBench {
    private static final int GENERATION = 5;
    private static final int WARM_UP_ROUNDS = 300;
    private static final Uuid TOPIC_ID = new Uuid(0, 1);

    private final List<String> ids = new ArrayList<>();
    private final int partitions;
    private final String topic;
    private final int rounds;

    private AssignorBench(int members, int partitions, String topic, int rounds) {
        for (int at = 0; at < members; at++) ids.add(String.format("c%03d-0e507590", at));
        this.partitions = partitions;
        this.topic = topic;
        this.rounds = rounds;
    }

    public static void main(String[] args) {
        AssignorBench bench = new AssignorBench(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), args[2], Integer.parseInt(args[3]));
        for (String name : List.of("range", "roundrobin", "sticky", "cooperative-sticky")) bench.client(name);
        for (ConsumerGroupPartitionAssignor assignor : List.of(new UniformAssignor(),
            new org.apache.kafka.coordinator.group.assignor.RangeAssignor())) bench.server(assignor);
    }

    // ---- on the leader --------------------------------------------------------------------------

    private void client(String name) {
        Map<String, Subscription> fresh = subscriptions(name, ids, Map.of());
        Map<String, Assignment> before = assign(name, fresh);
        Map<String, Subscription> left = subscriptions(name, ids.subList(1, ids.size()), before);
        measure(name + ", new group", () -> assign(name, fresh));
        measure(name + ", one leaves", () -> assign(name, left));
    }

    private Map<String, Assignment> assign(String name, Map<String, Subscription> subscriptions) {
        return newAssignor(name).assign(cluster(), new GroupSubscription(subscriptions)).groupAssignment();
    }

    private Map<String, Subscription> subscriptions(String name, List<String> members, Map<String, Assignment> before) {
        Map<String, Subscription> subscriptions = new HashMap<>();
        for (String id : members) {
            List<TopicPartition> owned = before.containsKey(id) ? before.get(id).partitions() : List.of();
            int generation = owned.isEmpty() ? -1 : GENERATION;
            ConsumerPartitionAssignor own = newAssignor(name);
            if (!owned.isEmpty()) own.onAssignment(new Assignment(owned), new ConsumerGroupMetadata("g", generation, id, Optional.empty()));
            boolean isCooperative = name.equals("cooperative-sticky");
            subscriptions.put(id, new Subscription(List.of(topic), own.subscriptionUserData(new HashSet<>(List.of(topic))),
                isCooperative ? owned : List.of(), isCooperative ? generation : -1, Optional.empty()));
        }
        return subscriptions;
    }

    private static ConsumerPartitionAssignor newAssignor(String name) {
        return switch (name) {
            case "range" -> new RangeAssignor();
            case "roundrobin" -> new RoundRobinAssignor();
            case "sticky" -> new StickyAssignor();
            default -> new CooperativeStickyAssignor();
        };
    }

    private Cluster cluster = null;

    private Cluster cluster() {
        if (cluster != null) return cluster;
        Node node = new Node(1, "broker-1", 9092);
        Node[] replicas = {node};
        List<PartitionInfo> infos = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) infos.add(new PartitionInfo(topic, partition, node, replicas, replicas));
        cluster = new Cluster("bench", List.of(node), infos, Set.of(), Set.of());
        return cluster;
    }

    // ---- on the coordinator ---------------------------------------------------------------------

    private void server(ConsumerGroupPartitionAssignor assignor) {
        GroupSpecImpl fresh = spec(ids, Map.of());
        Map<String, Set<Integer>> before = new HashMap<>();
        assignor.assign(fresh, describer()).members().forEach((id, assigned) ->
            before.put(id, new HashSet<>(assigned.partitions().getOrDefault(TOPIC_ID, Set.of()))));
        GroupSpecImpl left = spec(ids.subList(1, ids.size()), before);
        measure("server " + assignor.name() + ", new group", () -> assignor.assign(fresh, describer()));
        measure("server " + assignor.name() + ", one leaves", () -> assignor.assign(left, describer()));
    }

    private GroupSpecImpl spec(List<String> members, Map<String, Set<Integer>> before) {
        Map<String, MemberSubscriptionAndAssignmentImpl> specs = new LinkedHashMap<>();
        Map<Uuid, Map<Integer, String>> owners = new HashMap<>();
        for (String id : members) {
            Set<Integer> owned = before.getOrDefault(id, Set.of());
            for (int partition : owned) owners.computeIfAbsent(TOPIC_ID, any -> new HashMap<>()).put(partition, id);
            Map<Uuid, Set<Integer>> assigned = owned.isEmpty() ? Map.of() : Map.of(TOPIC_ID, owned);
            specs.put(id, new MemberSubscriptionAndAssignmentImpl(Optional.empty(), Optional.empty(), Set.of(TOPIC_ID),
                new org.apache.kafka.coordinator.group.modern.Assignment(assigned)));
        }
        return new GroupSpecImpl(specs, SubscriptionType.HOMOGENEOUS, owners);
    }

    private SubscribedTopicDescriber describer() {
        return new SubscribedTopicDescriber() {
            @Override
            public int numPartitions(Uuid id) {
                return partitions;
            }

            @Override
            public Set<String> racksForPartition(Uuid id, int partition) {
                return Set.of();
            }
        };
    }

    // ---- time -----------------------------------------------------------------------------------

    private void measure(String name, Runnable body) {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) body.run();
        double[] milliseconds = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            body.run();
            milliseconds[round] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(milliseconds);
        System.out.println(name + "\t" + milliseconds[rounds / 2]);
    }
}
