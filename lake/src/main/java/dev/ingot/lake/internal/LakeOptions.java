package dev.ingot.lake.internal;

import java.nio.file.Path;
import java.util.Map;

/**
 * The options of a lake connection, as bound by the plug-in's specs; what is missing has its default.
 *
 * @param path absolute
 * @param files where files are looked for that a query names relatively
 */
public record LakeOptions(
        Path path, Path files, long memoryBytes, int threads, long targetFileBytes, int checkpointInterval) {

    public static final String PATH = "path";
    public static final String DEFAULT_PATH = "./lake";
    public static final String MEMORY_LIMIT = "memory_limit";
    public static final String THREADS = "threads";
    public static final String TARGET_FILE_SIZE = "target_file_size";
    public static final String CHECKPOINT_INTERVAL = "checkpoint_interval";

    private static final long GIB = 1L << 30;
    private static final long TARGET = 128L << 20;
    private static final long CHECKPOINTS = 25;

    public static LakeOptions of(Map<String, Object> options, Path project) {
        String path = options.get(PATH) instanceof String text ? text : DEFAULT_PATH;
        long cores = Runtime.getRuntime().availableProcessors();
        return new LakeOptions(
                project.resolve(path).toAbsolutePath().normalize(),
                project.toAbsolutePath().normalize(),
                number(options, MEMORY_LIMIT, GIB),
                Math.toIntExact(Math.max(1, number(options, THREADS, cores))),
                number(options, TARGET_FILE_SIZE, TARGET),
                Math.toIntExact(Math.max(1, number(options, CHECKPOINT_INTERVAL, CHECKPOINTS))));
    }

    private static long number(Map<String, Object> options, String key, long otherwise) {
        return options.get(key) instanceof Number number ? number.longValue() : otherwise;
    }
}
