package dev.ingot.benchmarks.debezium;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's embedded engine with a consumer that only counts, and the settings that make it fastest: Connect's own format
 * (no JSON), a short poll, large batches. What counts is the time from the engine's start to the last change.
 */
public final class EmptyConsumer {

    private EmptyConsumer() {}

    /** @param arguments the file for its figures, port, user, password, slot, file for offsets, changes to wait for */
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("name", "bench");
        properties.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.setProperty("topic.prefix", "bench");
        properties.setProperty("database.hostname", "localhost");
        properties.setProperty("database.port", arguments[1]);
        properties.setProperty("database.user", arguments[2]);
        properties.setProperty("database.password", arguments[3]);
        properties.setProperty("database.dbname", "postgres");
        properties.setProperty("plugin.name", "pgoutput");
        properties.setProperty("slot.name", arguments[4]);
        properties.setProperty("publication.name", arguments[4]);
        properties.setProperty("publication.autocreate.mode", "disabled");
        properties.setProperty("snapshot.mode", "no_data");
        properties.setProperty("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
        properties.setProperty("offset.storage.file.filename", arguments[5]);
        properties.setProperty("offset.flush.interval.ms", "0");
        properties.setProperty("poll.interval.ms", "10");
        properties.setProperty("max.batch.size", "8192");
        properties.setProperty("max.queue.size", "32768");
        properties.setProperty("tombstones.on.delete", "false");
        properties.setProperty("bootstrap.servers", "unused:9092");

        long changes = Long.parseLong(arguments[6]);
        AtomicLong seen = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        DebeziumEngine<?> engine = DebeziumEngine.create(Connect.class)
                .using(properties)
                .notifying((records, committer) -> {
                    for (var record : records) {
                        SourceRecord ignored = record.value();
                        committer.markProcessed(record);
                    }
                    committer.markBatchFinished();
                    if (seen.addAndGet(records.size()) >= changes) {
                        done.countDown();
                    }
                })
                .using((success, message, error) -> {
                    if (!success) {
                        System.out.println(message + " " + error);
                    }
                    done.countDown();
                })
                .build();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        long start = System.nanoTime();
        executor.execute(engine);
        done.await();
        long wall = System.nanoTime() - start;
        Files.writeString(
                Path.of(arguments[0]), "section.wall_ns=" + wall + "\nsection.cpu_ns=0\nchanges=" + seen.get() + "\n");
        engine.close(); // writes its last offset
        System.exit(seen.get() >= changes ? 0 : 1);
    }
}
