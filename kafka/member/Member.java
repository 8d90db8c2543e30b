package partitionlab.member;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Kafka's own client, driven over stdio: requests in and answers out, one JSON object a line.
 *
 * <pre>
 * java partitionlab.member.Member           the first line is {"kind":"consumer","config":{...}}
 * java partitionlab.member.Member train     loads the classes that a member needs, and ends
 * </pre>
 *
 * When standard input ends, the process halts: no goodbye to the group, as if it had been killed.
 */
public final class Member {
    private Member() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("train")) {
            train();
            return;
        }
        Stdio stdio = new Stdio();
        stdio.readInBackground();
        Map<String, Object> first = stdio.take();
        Properties config = new Properties();
        ((Map<?, ?>) first.get("config")).forEach((name, value) -> config.put(name, value));
        try {
            if ("producer".equals(first.get("kind"))) {
                ProducerSession session = new ProducerSession(stdio, config);
                stdio.write(ready());
                session.run();
            } else {
                ConsumerSession session = new ConsumerSession(stdio, config);
                stdio.write(ready());
                session.run();
            }
        } catch (RuntimeException e) {
            // Such as a config that Kafka refuses.
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("event", "failed");
            event.putAll(Failure.describe(e));
            stdio.write(event);
        }
        System.exit(0);
    }

    private static Map<String, Object> ready() {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", "ready");
        return event;
    }

    /** Does what a member does as far as that goes without a broker. */
    private static void train() {
        for (String protocol : List.of("classic", "consumer")) {
            Properties config = new Properties();
            config.put("bootstrap.servers", "127.0.0.1:1");
            config.put("group.id", "train");
            config.put("group.protocol", protocol);
            config.put("interceptor.classes", CommitWatch.class.getName());
            StringDeserializer text = new StringDeserializer();
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config, text, text)) {
                consumer.subscribe(List.of("train"));
                consumer.poll(Duration.ofMillis(100));
                consumer.groupMetadata();
            }
        }
        Properties config = new Properties();
        config.put("bootstrap.servers", "127.0.0.1:1");
        config.put("max.block.ms", "100");
        StringSerializer text = new StringSerializer();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(config, text, text)) {
            producer.send(new ProducerRecord<>("train", "key", "value"), (metadata, error) -> {});
        }
        new Stdio();
        Failure.describe(new IllegalStateException("train"));
        System.out.println(Json.write(Json.parse("{\"trained\":[1,\"\\u00e9\",null,true]}")));
        System.exit(0);
    }
}
