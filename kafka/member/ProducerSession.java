package partitionlab.member;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer. Sends are begun in the order asked for and answered as they end. */
final class ProducerSession {
    private final Stdio stdio;
    private final KafkaProducer<String, String> producer;

    ProducerSession(Stdio stdio, Properties config) {
        this.stdio = stdio;
        producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    /** Serves until `close` was asked for. */
    void run() throws InterruptedException {
        while (true) {
            Map<String, Object> request = stdio.take();
            Object id = request.get("id");
            if ("close".equals(request.get("op"))) {
                producer.close();
                stdio.write(answer(id));
                return;
            }
            try {
                send(id, request);
            } catch (Exception e) {
                fail(id, e);
            }
        }
    }

    private void send(Object id, Map<String, Object> request) {
        Long partition = (Long) request.get("partition");
        ProducerRecord<String, String> record = new ProducerRecord<>(
            (String) request.get("topic"),
            partition == null ? null : partition.intValue(),
            (String) request.get("key"),
            (String) request.get("value"));
        for (Object entry : (List<?>) request.get("headers")) {
            List<?> header = (List<?>) entry;
            byte[] value = ((String) header.get(1)).getBytes(StandardCharsets.UTF_8);
            record.headers().add((String) header.get(0), value);
        }
        producer.send(record, (metadata, error) -> {
            if (error != null) {
                fail(id, error);
                return;
            }
            Map<String, Object> answer = answer(id);
            answer.put("partition", metadata.partition());
            answer.put("offset", metadata.offset());
            stdio.write(answer);
        });
    }

    private void fail(Object id, Throwable error) {
        Map<String, Object> answer = answer(id);
        answer.putAll(Failure.describe(error));
        stdio.write(answer);
    }

    private static Map<String, Object> answer(Object id) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        return answer;
    }
}
