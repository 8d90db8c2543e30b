package partitionlab.member;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;

/** Exceptions of Kafka's client, told as they are. */
final class Failure {
    private Failure() {}

    /** Class, what Kafka's protocol calls it, whether it may be tried again, and why. */
    static Map<String, Object> describe(Throwable thrown) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("error", thrown.getClass().getSimpleName());
        Throwable cause = thrown.getCause();
        boolean wraps = thrown instanceof RetriableCommitFailedException && cause != null;
        Throwable reason = wraps ? cause : thrown;
        fields.put("reason", reason.getClass().getSimpleName());
        Errors code = Errors.forException(reason);
        fields.put("errorCode", code == Errors.UNKNOWN_SERVER_ERROR ? null : code.name());
        fields.put("retriable", thrown instanceof RetriableException
            || thrown instanceof RebalanceInProgressException);
        fields.put("message", String.valueOf(thrown.getMessage()));
        return fields;
    }
}
