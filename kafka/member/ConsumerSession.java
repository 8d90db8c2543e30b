package partitionlab.member;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A member of a group. One thread does what is asked, in order. When Kafka calls the rebalance
 * listener within a poll, the driver is told and may ask for commits until it says "done".
 */
final class ConsumerSession implements ConsumerRebalanceListener {
    private final Stdio stdio;
    private final KafkaConsumer<String, String> consumer;

    ConsumerSession(Stdio stdio, Properties config) {
        this.stdio = stdio;
        if ("true".equals(config.getProperty("enable.auto.commit", "true"))) {
            config.put("interceptor.classes", CommitWatch.class.getName());
            CommitWatch.listen(this::tellAutoCommit);
        }
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }

    /** Serves until `close` was asked for. */
    void run() throws InterruptedException {
        while (true) {
            Map<String, Object> request = stdio.take();
            if (serve(request).equals("close")) return;
        }
    }

    private String serve(Map<String, Object> request) {
        String op = (String) request.get("op");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", request.get("id"));
        try {
            switch (op) {
                case "subscribe" -> consumer.subscribe(strings(request.get("topics")), this);
                case "poll" -> poll((Long) request.get("timeoutMs"), answer);
                case "commitSync" -> commitSync(offsets(request.get("offsets")));
                case "commitAsync" -> commitAsync(offsets(request.get("offsets")), answer);
                case "close" -> consumer.close();
                default -> throw new IllegalArgumentException("no such request: " + op);
            }
        } catch (Exception e) {
            answer.putAll(Failure.describe(e));
        }
        stdio.write(answer);
        return op;
    }

    private void poll(long timeoutMs, Map<String, Object> answer) {
        List<Object> records = new ArrayList<>();
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(timeoutMs))) {
            List<Object> headers = new ArrayList<>();
            for (Header header : record.headers()) {
                String value = header.value() == null ? "" : new String(header.value(),
                    java.nio.charset.StandardCharsets.UTF_8);
                headers.add(List.of(header.key(), value));
            }
            List<Object> fields = new ArrayList<>();
            fields.add(record.topic());
            fields.add(record.partition());
            fields.add(record.offset());
            fields.add(record.key());
            fields.add(record.value());
            fields.add(record.timestamp());
            fields.add(headers);
            records.add(fields);
        }
        answer.put("records", records);
        answer.put("generation", generation());
    }

    private void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Long> plain = plain(offsets);
        CommitWatch.begin(plain);
        try {
            consumer.commitSync(offsets);
        } finally {
            CommitWatch.end(plain);
        }
    }

    private void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, Map<String, Object> request) {
        Object id = request.get("id");
        Map<TopicPartition, Long> plain = plain(offsets);
        CommitWatch.begin(plain);
        consumer.commitAsync(offsets, (committed, error) -> {
            CommitWatch.end(plain);
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("event", "asyncCommit");
            event.put("commit", id);
            if (error != null) event.putAll(Failure.describe(error));
            stdio.write(event);
        });
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        call("assigned", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        call("revoked", partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        call("lost", partitions);
    }

    /** Tells the driver, and serves it until it has dealt with the news. */
    private void call(String what, Collection<TopicPartition> partitions) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", what);
        event.put("partitions", sorted(partitions));
        event.put("generation", generation());
        stdio.write(event);
        try {
            while (true) {
                Map<String, Object> request = stdio.take();
                if ("failed".equals(request.get("op")))
                    throw new IllegalStateException("the listener failed");
                if ("done".equals(request.get("op"))) return;
                serve(request);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void tellAutoCommit(Map<TopicPartition, Long> offsets) {
        List<Object> list = new ArrayList<>();
        offsets.forEach((partition, offset) ->
            list.add(List.of(partition.topic(), partition.partition(), offset)));
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", "autoCommit");
        event.put("offsets", list);
        stdio.write(event);
    }

    /** The generation, or under the consumer protocol the member epoch. */
    private int generation() {
        return consumer.groupMetadata().generationId();
    }

    private static List<Object> sorted(Collection<TopicPartition> partitions) {
        List<TopicPartition> sorted = new ArrayList<>(partitions);
        sorted.sort(Comparator.comparing(TopicPartition::topic)
            .thenComparingInt(TopicPartition::partition));
        List<Object> list = new ArrayList<>();
        for (TopicPartition one : sorted) list.add(List.of(one.topic(), one.partition()));
        return list;
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Object given) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new LinkedHashMap<>();
        for (Object entry : (List<?>) given) {
            List<?> fields = (List<?>) entry;
            int partition = ((Long) fields.get(1)).intValue();
            offsets.put(new TopicPartition((String) fields.get(0), partition),
                new OffsetAndMetadata((Long) fields.get(2)));
        }
        return offsets;
    }

    private static Map<TopicPartition, Long> plain(Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Long> plain = new HashMap<>();
        offsets.forEach((partition, offset) -> plain.put(partition, offset.offset()));
        return plain;
    }

    private static List<String> strings(Object given) {
        List<String> strings = new ArrayList<>();
        for (Object one : (List<?>) given) strings.add((String) one);
        return strings;
    }
}
