package dev.ingot.files;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The formats as they are written in a pipeline, and the names of files that mean them. */
enum FileFormat {
    CSV("csv"),
    TSV("tsv tab"),
    JSON("json"),
    JSON_LINES("jsonl ndjson"),
    JSON_ARRAY(""),
    PARQUET("parquet pq");

    private static final List<String> COMPRESSED = List.of(".gz", ".gzip", ".zst", ".zstd");

    private final String endings;

    FileFormat(String endings) {
        this.endings = endings;
    }

    /** As written in YAML: {@code json_lines}. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean delimited() {
        return this == CSV || this == TSV;
    }

    static Optional<FileFormat> ofKey(String key) {
        return Arrays.stream(values())
                .filter(format -> format.key().equals(key))
                .findFirst();
    }

    static Optional<FileFormat> ofName(String path) {
        String name = stem(path).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String ending = name.substring(dot + 1);
        return Arrays.stream(values())
                .filter(format -> List.of(format.endings.split(" ")).contains(ending))
                .findFirst();
    }

    /** The path without the ending that names a compression. */
    static String stem(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return COMPRESSED.stream()
                .filter(lower::endsWith)
                .findFirst()
                .map(ending -> path.substring(0, path.length() - ending.length()))
                .orElse(path);
    }
}
