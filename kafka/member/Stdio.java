package partitionlab.member;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** One JSON object a line, in both directions. */
final class Stdio {
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final BlockingQueue<Map<String, Object>> requests = new LinkedBlockingQueue<>();

    /** Whoever drives the member holds the other end: without it the member dies as if killed. */
    void readInBackground() {
        Thread reader = new Thread(() -> {
            InputStreamReader bytes = new InputStreamReader(System.in, StandardCharsets.UTF_8);
            try (BufferedReader lines = new BufferedReader(bytes)) {
                for (String line; (line = lines.readLine()) != null; ) requests.add(asObject(line));
            } catch (IOException | IllegalArgumentException e) {
                System.err.println(e);
            }
            Runtime.getRuntime().halt(0);
        }, "stdin");
        reader.setDaemon(true);
        reader.start();
    }

    /** The next request; waits for it. */
    Map<String, Object> take() throws InterruptedException {
        return requests.take();
    }

    /** Writes one line at once. */
    synchronized void write(Map<String, Object> message) {
        byte[] line = (Json.write(message) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            out.write(line);
        } catch (IOException e) {
            Runtime.getRuntime().halt(0);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asObject(String line) {
        return (Map<String, Object>) Json.parse(line);
    }
}
