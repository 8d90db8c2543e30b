package partitionlab.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells auto-commits apart from those that were asked for. Kafka's client tells nobody of an
 * auto-commit but an interceptor, and of that only the success.
 */
public final class CommitWatch implements ConsumerInterceptor<String, String> {
    private static final List<Map<TopicPartition, Long>> ASKED_FOR = new ArrayList<>();
    private static volatile Consumer<Map<TopicPartition, Long>> listener = offsets -> {};

    static void listen(Consumer<Map<TopicPartition, Long>> newListener) {
        listener = newListener;
    }

    /** A commit that was asked for begins. */
    static void begin(Map<TopicPartition, Long> offsets) {
        synchronized (ASKED_FOR) {
            ASKED_FOR.add(offsets);
        }
    }

    /** And ends, one way or the other. */
    static void end(Map<TopicPartition, Long> offsets) {
        synchronized (ASKED_FOR) {
            ASKED_FOR.remove(offsets);
        }
    }

    @Override
    public ConsumerRecords<String, String> onConsume(ConsumerRecords<String, String> records) {
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> offsets = new java.util.HashMap<>();
        committed.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        synchronized (ASKED_FOR) {
            if (ASKED_FOR.contains(offsets)) return;
        }
        listener.accept(offsets);
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
}
