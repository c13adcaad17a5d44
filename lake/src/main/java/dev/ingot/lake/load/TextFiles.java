package dev.ingot.lake.load;

import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.lake.internal.Paths;
import dev.ingot.sql.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of text records as selects of text columns {@code c0, c1, …}. The engine reads them itself, in parallel; a file
 * that it stumbles over is read again by {@link Careful}.
 *
 * <p>Why at all: DuckDB 2.0 cuts a file into pieces and looks for a line start in each. In a field with line breaks it
 * can take a line of text for a record, without an error; behind a quote that is not closed it drops the records up to
 * the next piece. So a line break in any field of a file of more than one piece makes the whole scan sequential, and
 * any record that the engine rejects makes us read that file ourselves, unless {@link LineCount} proves that nothing
 * else is missing.
 */
final class TextFiles implements AutoCloseable {

    /** Smaller files are read in one piece. */
    private static final long ONE_PIECE = 8_000_000;

    /**
     * The engine cannot know how large a packed file is, and would take 16 times the longest line for each scan: a few
     * packed files of different columns were more than its memory.
     */
    private static final long UNPACKED = 32L << 20;

    private static final String NO_TOKEN = "\u0001null";

    private final List<Head> heads;
    private final @Nullable Delimited format;
    private final Path work;
    private final BitSet careful = new BitSet();
    private final BitSet quotesSeen = new BitSet();
    private boolean sequential;
    private final List<Careful> rewritten = new ArrayList<>();
    private final List<Rejects> leftOut = new ArrayList<>();
    private String rejectsTables = "";

    /**
     * @param format null: every line is a record of one field
     */
    TextFiles(List<FileRef> files, @Nullable Delimited format, Path work) {
        this.format = format;
        this.work = work;
        this.heads = files.stream()
                .map(file -> format == null ? Head.ofLines(file) : Head.of(file, format))
                .toList();
        this.sequential = heads.stream().anyMatch(head -> head.newlines() && isLong(head));
    }

    /**
     * A run of files of one shape.
     *
     * @param columns the names of {@code c0, c1, …}
     * @param record null where the number follows from the order
     * @param oddWithQuotes nobody has looked yet whether its quotes are where they belong
     */
    record Group(
            String from,
            List<String> columns,
            String file,
            @Nullable String record,
            boolean oddWithNewlines,
            boolean oddWithQuotes,
            List<String> files) {}

    List<Head> heads() {
        return heads;
    }

    /** The groups, in the order of the files. Call again after {@link #trouble}. */
    List<Group> groups() {
        discard();
        rejectsTables = "r" + UUID.randomUUID().toString().replace("-", "");
        List<Group> groups = new ArrayList<>();
        int at = 0;
        while (at < heads.size()) {
            Head first = heads.get(at);
            int end = at + 1;
            while (end < heads.size()
                    && heads.get(end).columns().equals(first.columns())
                    && heads.get(end).skip() == first.skip()
                    && heads.get(end).compression() == first.compression()
                    && careful.get(end) == careful.get(at)) {
                end++;
            }
            if (!first.columns().isEmpty()) {
                groups.add(careful.get(at) ? rewritten(at, end) : scanned(at, end, groups.size()));
            }
            at = end;
        }
        return groups;
    }

    private Group scanned(int from, int to, int group) {
        List<Head> files = heads.subList(from, to);
        Head first = files.get(0);
        boolean large = files.stream().anyMatch(TextFiles::isLong);
        boolean quotes = format != null && format.quote() != null;
        boolean trailing = format != null && format.trailingDelimiter();
        StringBuilder sql = new StringBuilder("(SELECT ")
                .append(values(first.columns().size(), format, trailing))
                .append(", file_index AS s_index FROM read_csv(");
        sql.append(Paths.sql(files.stream().map(head -> head.file().location()).toList()));
        if (format == null) {
            // No JSON text has this character, so a line that has it is broken anyway.
            sql.append(", delim=chr(1), quote='', escape='', header=false");
        } else {
            sql.append(", delim=").append(Sql.text(format.delimiter()));
            sql.append(", quote=").append(option(format.quote()));
            sql.append(", escape=").append(option(quotes ? format.escape() : null));
            sql.append(", header=").append(format.header());
            sql.append(", skip=").append(first.skip());
        }
        if (sequential && large) {
            sql.append(", parallel=false");
        }
        String id = rejectsTables + "_" + group;
        sql.append(", compression=").append(Sql.text(first.compression().option()));
        if (first.compression() != Compression.NONE) {
            sql.append(", buffer_size=").append(UNPACKED);
        }
        sql.append(", store_rejects=true, rejects_limit=0, rejects_table='")
                .append(id)
                .append("', rejects_scan='");
        sql.append(id)
                .append("s', ")
                .append(options(columns(first.columns().size()), trailing ? "" : NO_TOKEN))
                .append("))");
        boolean odd = quotes && large && !sequential;
        List<String> names = names(files);
        String file = names.size() == 1 ? Sql.text(names.get(0)) : Text.list(names) + "[s_index + 1]";
        return new Group(sql.toString(), first.columns(), file, null, odd, true, names);
    }

    private Group rewritten(int from, int to) {
        List<Head> files = heads.subList(from, to);
        Head first = files.get(0);
        Careful copy = null;
        try {
            copy = new Careful(work);
            rewritten.add(copy);
            for (int i = 0; i < files.size(); i++) {
                copy(files.get(i), i, copy);
            }
            copy.close();
        } catch (IOException e) {
            throw Head.unreadable(first.file(), e);
        }
        return group(copy, first.columns(), names(files), format);
    }

    /** A file that {@link Careful} wrote. */
    static Group group(Careful copy, List<String> columns, List<String> files, @Nullable Delimited format) {
        String list = "{'s_index': 'INTEGER', 's_record': 'BIGINT', "
                + columns(columns.size()).substring(1);
        String sql = "(SELECT s_index, s_record, " + values(columns.size(), format, false) + " FROM read_csv("
                + Sql.text(copy.good().toString())
                + ", delim=',', quote='\"', escape='\"', header=false, compression='none'"
                + (copy.newlines() ? ", parallel=false" : "") + ", "
                + options(list, NO_TOKEN) + "))";
        return new Group(sql, columns, Text.list(files) + "[s_index + 1]", "s_record", false, false, files);
    }

    private void copy(Head head, int index, Careful copy) throws IOException {
        try (InputStream in = Compression.open(Path.of(head.file().location()))) {
            RecordReader reader = new RecordReader(in, head.file().path(), format);
            reader.skipLines(head.skip());
            if (format != null && format.header()) {
                reader.next();
            }
            int columns = format == null ? -1 : head.columns().size();
            boolean trailing = format != null && format.trailingDelimiter();
            copy.copy(reader, head.file().path(), index, columns, trailing, Headers.json(head.columns()));
        }
    }

    /**
     * What the fields stand for. The engine is given no null token: where the last token is null, it takes a field more
     * that is null for none. That is asked for only where a delimiter may end the record.
     */
    private static String values(int count, @Nullable Delimited format, boolean emptyIsNull) {
        if (format == null) {
            return "c0";
        }
        List<String> tokens = format.nullTokens();
        boolean asIs = emptyIsNull && !format.trim() && tokens.equals(List.of(""));
        UnaryOperator<String> value = c -> {
            String text = emptyIsNull && !asIs ? "coalesce(" + c + ", '')" : c;
            text = format.trim() ? "trim(" + text + ", ' ' || chr(9))" : text;
            if (tokens.isEmpty() || asIs) {
                return text;
            }
            return tokens.size() == 1
                    ? "nullif(" + text + ", " + Sql.text(tokens.get(0)) + ")"
                    : "CASE WHEN " + text + " NOT IN "
                            + tokens.stream().map(Sql::text).collect(Collectors.joining(", ", "(", ")")) + " THEN "
                            + text
                            + " END";
        };
        return IntStream.range(0, count)
                .mapToObj(i -> value.apply("c" + i) + " AS c" + i)
                .collect(Collectors.joining(", "));
    }

    private static String options(String columns, String nullToken) {
        return "auto_detect=false, columns=" + columns + ", nullstr=" + Text.list(List.of(nullToken))
                + ", strict_mode=true, null_padding=false, max_line_size=16777216";
    }

    private static String columns(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "'c" + i + "': 'VARCHAR'")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String option(@Nullable Character c) {
        return c == null ? "''" : Sql.text(c.toString());
    }

    private static List<String> names(List<Head> files) {
        return files.stream().map(head -> head.file().path()).toList();
    }

    private static boolean isLong(Head head) {
        return head.compression() == Compression.NONE
                ? head.file().size() > ONE_PIECE
                : head.file().size() > ONE_PIECE / 100;
    }

    /** The engine's tables of rejected records of the last {@link #groups}, if it made any: prefix of their names. */
    String rejectsPrefix() {
        return rejectsTables;
    }

    /** The engine stumbled over these files (their locations); false where that was known before. */
    boolean trouble(List<String> locations) {
        int before = careful.cardinality();
        for (int i = 0; i < heads.size(); i++) {
            if (locations.contains(heads.get(i).file().location())) {
                careful.set(i);
            }
        }
        return careful.cardinality() > before;
    }

    /**
     * Reads files in which quotes look as if they were out of place; true where one has to be read with care.
     *
     * @param paths of files that the engine scanned
     */
    boolean quotesOutOfPlace(Set<String> paths) {
        int before = careful.cardinality();
        for (int i = 0; i < heads.size(); i++) {
            if (paths.contains(heads.get(i).file().path()) && !quotesSeen.get(i)) {
                quotesSeen.set(i);
                careful.set(i, careful.get(i) || isBareQuoteIn(heads.get(i)));
            }
        }
        return careful.cardinality() > before;
    }

    private boolean isBareQuoteIn(Head head) {
        try (InputStream in = Compression.open(Path.of(head.file().location()))) {
            RecordReader reader = new RecordReader(in, head.file().path(), format);
            reader.skipLines(head.skip());
            while (reader.next()) {
                if (reader.isBareQuoteWrong()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw Head.unreadable(head.file(), e);
        }
    }

    /** All files have to be read with care; false where they were. */
    boolean troubleEverywhere() {
        int before = careful.cardinality();
        careful.set(0, heads.size());
        return careful.cardinality() > before;
    }

    /** There are line breaks in fields; false where that was known before. */
    boolean readSequentially() {
        boolean before = sequential;
        sequential = true;
        return !before;
    }

    /**
     * Whether a file that the engine scanned has these broken records and no others, and all else of it was read. Then
     * they are {@link #rejects}, and the file need not be read with care.
     *
     * @param rejected where the engine found records that it left out: bytes from the start of the unpacked file
     * @param read how many records it gave, by the files' paths
     */
    boolean explains(String location, SortedSet<Long> rejected, Map<String, Long> read) {
        Head head = heads.stream()
                .filter(one -> one.file().location().equals(location))
                .findFirst()
                .orElseThrow();
        if (format == null) {
            return false;
        }
        try (InputStream in = Compression.open(Path.of(location))) {
            LineCount count = LineCount.of(in, head, format).orElse(null);
            if (count == null
                    || count.records() - count.wrong().size()
                            != read.getOrDefault(head.file().path(), 0L)
                    || !count.wrong().stream()
                            .map(LineCount.Wrong::offset)
                            .toList()
                            .equals(List.copyOf(rejected))) {
                return false;
            }
            Rejects rejects = new Rejects(work.resolve("rejects-" + UUID.randomUUID() + ".csv"));
            leftOut.add(rejects);
            String header = Headers.json(head.columns());
            for (LineCount.Wrong wrong : count.wrong()) {
                rejects.add(head.file().path(), wrong.number(), wrong.problem(), wrong.raw(), header);
            }
            rejects.close();
            return true;
        } catch (IOException e) {
            throw Head.unreadable(head.file(), e);
        }
    }

    /** Broken records of all files, those that were rewritten with care and those that the engine scanned. */
    List<Rejects> rejects() {
        return Stream.concat(rewritten.stream().map(Careful::rejects), leftOut.stream())
                .toList();
    }

    private void discard() {
        try {
            for (Careful copy : rewritten) {
                copy.delete();
            }
            for (Rejects rejects : leftOut) {
                rejects.delete();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        rewritten.clear();
        leftOut.clear();
    }

    @Override
    public void close() {
        discard();
    }
}
