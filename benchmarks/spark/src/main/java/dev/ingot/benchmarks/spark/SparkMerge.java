package dev.ingot.benchmarks.spark;

import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;

/**
 * Merges one Delta table into another, or only reads some. Arguments: file for the figures, threads, scratch folder,
 * checksum query with {@code %s} for the table's folder, then {@code merge TARGET CHANGES WARM} or {@code read TARGET...}.
 * The figures are of the MERGE statement alone: the session, the first query of the table and a first MERGE into {@code
 * WARM} (a copy of the changes) come before, so that Spark's slow start does not count.
 */
public final class SparkMerge {

    private SparkMerge() {}

    public static void main(String[] arguments) throws Exception {
        Properties figures = new Properties();
        try (SparkSession spark = session(arguments[1], arguments[2])) {
            String checksum = arguments[3];
            if (arguments[4].equals("merge")) {
                String target = arguments[5];
                read(spark, checksum, target);
                merge(spark, arguments[7], arguments[6]);
                long cpu = cpuNanos();
                long wall = System.nanoTime();
                merge(spark, target, arguments[6]);
                figures.put("section.wall_ns", Long.toString(System.nanoTime() - wall));
                figures.put("section.cpu_ns", Long.toString(cpuNanos() - cpu));
            } else {
                for (int i = 5; i < arguments.length; i++) {
                    figures.put("checksum." + (i - 5), read(spark, checksum, arguments[i]));
                }
            }
        }
        try (Writer out = Files.newBufferedWriter(Path.of(arguments[0]))) {
            figures.store(out, null);
        }
    }

    private static SparkSession session(String threads, String scratch) {
        return SparkSession.builder()
                .master("local[" + threads + "]")
                .appName("ingot-benchmarks")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
                .config("spark.sql.parquet.compression.codec", "zstd")
                // 200 tasks a shuffle are meant for a cluster; two a core are better for one machine.
                .config("spark.sql.shuffle.partitions", Integer.toString(2 * Integer.parseInt(threads)))
                .config("spark.log.level", "WARN")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.local.dir", scratch)
                .config("spark.sql.warehouse.dir", scratch)
                .getOrCreate();
    }

    private static void merge(SparkSession spark, String target, String changes) {
        spark.sql("MERGE INTO delta.`" + target + "` AS t USING delta.`" + changes + "` AS s ON t.id = s.id"
                        + " WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *")
                .collect();
    }

    private static String read(SparkSession spark, String checksum, String target) {
        return spark.sql(checksum.formatted(target)).first().getString(0);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
