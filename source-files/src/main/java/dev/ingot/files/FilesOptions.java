package dev.ingot.files;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.Format.Delimited.BareQuotes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline's {@code from:} block, checked.
 *
 * @param format null: by the file's name
 * @param compression null: by the file's content
 * @param delimiter null: by the format
 */
record FilesOptions(
        String path,
        @Nullable String dataSource,
        @Nullable FileFormat format,
        @Nullable Compression compression,
        TextEncoding encoding,
        @Nullable String delimiter,
        Quoting quoting,
        Shape shape,
        boolean header,
        @Nullable List<String> columns,
        @Nullable List<String> nullTokens,
        int skipLines,
        OnChange onChange,
        boolean newestLast,
        boolean missingFails,
        long maxBatchBytes,
        int maxBatchFiles) {

    static final long DEFAULT_BATCH_BYTES = 4L << 30;
    static final int DEFAULT_BATCH_FILES = 1000;
    private static final int MOST_DELIMITER_BYTES = 4;

    /** What to do with a file that was read and has other content now. */
    enum OnChange {
        FAIL,
        RELOAD,
        IGNORE
    }

    /**
     * @param quote null: by the format
     * @param off quotes are ordinary characters
     * @param escape null: the quote itself
     */
    record Quoting(
            @Nullable Character quote,
            boolean off,
            @Nullable Character escape) {}

    /**
     * @param headerRows records that make the header
     * @param trailingDelimiter a delimiter at a record's end means nothing
     * @param trim blanks around values are no part of them
     */
    record Shape(int headerRows, boolean trailingDelimiter, BareQuotes bareQuotes, boolean trim) {}

    /**
     * @throws IngotException INGOT-FILE-003 with everything that is wrong
     */
    static FilesOptions of(String pipeline, Map<String, Object> options) {
        return new Reader(pipeline, options).read();
    }

    /** How the engine is to read a file of this kind. */
    Format formatOf(FileFormat kind, boolean jsonLines) {
        List<String> tokens = nullTokens == null ? List.of() : nullTokens;
        return switch (kind) {
            case CSV, TSV -> delimited(kind);
            case JSON -> jsonLines ? new Format.JsonLines(tokens) : new Format.JsonArray(tokens);
            case JSON_LINES -> new Format.JsonLines(tokens);
            case JSON_ARRAY -> new Format.JsonArray(tokens);
            case PARQUET -> new Format.Parquet();
        };
    }

    private Format.Delimited delimited(FileFormat kind) {
        boolean tabs = kind == FileFormat.TSV;
        Character quote =
                quoting.off() ? null : quoting.quote() == null && !tabs ? Character.valueOf('"') : quoting.quote();
        Character escape = quote == null ? null : quoting.escape() == null ? quote : quoting.escape();
        return new Format.Delimited(
                delimiter == null ? (tabs ? "\t" : ",") : delimiter,
                quote,
                escape,
                header,
                columns,
                nullTokens == null ? List.of("") : nullTokens,
                skipLines,
                shape.headerRows(),
                shape.trailingDelimiter(),
                shape.bareQuotes(),
                shape.trim());
    }

    private static final class Reader {
        private final String pipeline;
        private final Map<String, Object> options;
        private final List<Problem> problems = new ArrayList<>();

        Reader(String pipeline, Map<String, Object> options) {
            this.pipeline = pipeline;
            this.options = options;
        }

        FilesOptions read() {
            boolean header = !Boolean.FALSE.equals(options.get("header"));
            List<String> columns = strings("columns");
            if (header && columns != null) {
                problem(
                        "columns names the columns of files without a header, but header is true.",
                        "Set header: false, and skip_lines: 1 to pass over a header that is wrong.");
            }
            FileFormat format = choice("format", FileFormat::ofKey, keys());
            if (!header && columns == null && (format == null || format.delimited())) {
                problem(
                        "header is false, so the columns have no names.",
                        "List the names in file order: columns: [id, name].");
            }
            FilesOptions read = new FilesOptions(
                    Optional.ofNullable(string("path")).orElse(""),
                    string("data_source"),
                    format,
                    compression(),
                    Optional.ofNullable(choice("encoding", TextEncoding::ofKey, List.of(TextEncoding.keys())))
                            .orElse(TextEncoding.AUTO),
                    delimiter(),
                    quoting(),
                    new Shape(
                            (int) whole("header_rows", 1, 1),
                            Boolean.TRUE.equals(options.get("trailing_delimiter")),
                            bareQuotes(),
                            Boolean.TRUE.equals(options.get("trim"))),
                    header,
                    columns,
                    strings("null_tokens"),
                    (int) whole("skip_lines", 0, 0),
                    onChange(),
                    "modified".equals(string("order")),
                    !"ok".equals(string("missing")),
                    whole("max_batch_bytes", DEFAULT_BATCH_BYTES, 1),
                    (int) whole("max_batch_files", DEFAULT_BATCH_FILES, 1));
            if (!problems.isEmpty()) {
                throw new IngotException(problems);
            }
            return read;
        }

        private @Nullable Compression compression() {
            String text = string("compression");
            if (text == null || text.equals("auto")) {
                return null;
            }
            return choice(
                    "compression",
                    key -> Arrays.stream(Compression.values())
                            .filter(value -> value.name().equalsIgnoreCase(key))
                            .findFirst(),
                    List.of("auto", "none", "gzip", "zstd"));
        }

        private OnChange onChange() {
            OnChange chosen = choice(
                    "on_changed_file",
                    key -> Arrays.stream(OnChange.values())
                            .filter(value -> value.name().equalsIgnoreCase(key))
                            .findFirst(),
                    List.of("fail", "reload", "ignore"));
            return chosen == null ? OnChange.FAIL : chosen;
        }

        private Quoting quoting() {
            String quote = string("quote");
            boolean off = "none".equals(quote);
            Character escape = character("escape");
            if (off && escape != null) {
                problem("escape has no meaning where quote is none.", "Leave escape out.");
            }
            return new Quoting(off ? null : character("quote"), off, escape);
        }

        /** {@code auto} is the same as no value. */
        private <T> @Nullable T choice(
                String key, java.util.function.Function<String, Optional<T>> parse, List<String> known) {
            String text = string(key);
            if (text == null || (text.equals("auto") && !key.equals("encoding"))) {
                return null;
            }
            Optional<T> value = parse.apply(text);
            if (value.isEmpty()) {
                problem(key + " cannot be '" + text + "'.", Suggestion.didYouMean(text, known));
            }
            return value.orElse(null);
        }

        private @Nullable String delimiter() {
            String text = string("delimiter");
            if (text == null || text.isEmpty()) {
                return null;
            }
            String meant = text.equals("tab") ? "\t" : text.replace("\\t", "\t");
            int bytes = meant.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_DELIMITER_BYTES || meant.indexOf('\r') >= 0 || meant.indexOf('\n') >= 0) {
                problem(
                        "delimiter cannot be '" + text + "': it is one to four bytes without a line end.",
                        "Give a character or a few, or the word tab.");
                return null;
            }
            return meant;
        }

        private BareQuotes bareQuotes() {
            BareQuotes chosen = choice(
                    "bare_quotes",
                    key -> Arrays.stream(BareQuotes.values())
                            .filter(value -> value.name().equalsIgnoreCase(key))
                            .findFirst(),
                    List.of("judge", "keep", "quarantine"));
            return chosen == null ? BareQuotes.JUDGE : chosen;
        }

        private @Nullable Character character(String key) {
            String text = string(key);
            if (text == null || text.isEmpty()) {
                return null;
            }
            String meant = text.equals("tab") || text.equals("\\t") ? "\t" : text;
            if (meant.length() != 1 || meant.charAt(0) > 127 || "\r\n".contains(meant)) {
                problem(
                        key + " cannot be '" + text + "': it is one character of ASCII.",
                        "Give one character, or the word tab.");
                return null;
            }
            return meant.charAt(0);
        }

        private @Nullable String string(String key) {
            return options.get(key) instanceof String text ? text : null;
        }

        private @Nullable List<String> strings(String key) {
            return options.get(key) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : null;
        }

        private long whole(String key, long otherwise, long least) {
            long value = options.get(key) instanceof Number number ? number.longValue() : otherwise;
            if (value < least || value > (key.equals("max_batch_bytes") ? Long.MAX_VALUE : Integer.MAX_VALUE)) {
                problem(key + " cannot be " + value + ".", "Give " + least + " or more.");
                return otherwise;
            }
            return value;
        }

        private static List<String> keys() {
            List<String> keys = new ArrayList<>(List.of("auto"));
            Arrays.stream(FileFormat.values()).map(FileFormat::key).forEach(keys::add);
            return keys;
        }

        private void problem(String what, String fix) {
            problems.add(Problem.of(FilesError.BAD_OPTION, "Pipeline '" + pipeline + "': " + what)
                    .fix(fix));
        }
    }
}
