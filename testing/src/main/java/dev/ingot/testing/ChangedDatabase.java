package dev.ingot.testing;

import dev.ingot.api.source.Source;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A database whose changes are read, as the tests of {@link ChangesContract} need it. */
abstract class ChangedDatabase {

    static final String ROWS = "SELECT id, v FROM t ORDER BY id";

    @TempDir
    Path folder;

    final Map<String, Object> options = new HashMap<>();

    /** Makes an empty database. */
    protected abstract void create();

    /**
     * Opens a connection to it.
     *
     * @param with options beside those that reach it
     * @param folder of the project
     */
    protected abstract Source open(Map<String, Object> with, Path folder);

    /** Runs statements, one after the other, in one session, which commits each unless a transaction was begun. */
    protected abstract void execute(String... statements);

    /** Each row as its values with bars between. */
    protected abstract List<String> rows(String sql);

    /** The table as a pipeline names it. */
    protected abstract String named(String table);

    /** A statement that lets a column hold whole numbers of 64 bits. */
    protected abstract String widened(String table, String column);

    /** Has the database give up what it keeps of its log for the reader. */
    protected abstract void loseLog();

    /** Whether a deleted row comes with all its values; else with its key. */
    protected abstract boolean deletesWhole();

    @BeforeEach
    final void make() {
        create();
        execute("CREATE TABLE t (id int PRIMARY KEY, v varchar(600))", "INSERT INTO t VALUES (1, 'Ada'), (2, NULL)");
    }

    final Source open() {
        return open(options, folder);
    }

    final Follower follow(String table) {
        return new Follower(table, named(table), this::open);
    }

    /** The log of {@code t}. */
    static List<String> log(Follower of) {
        return of.log("_ingot_op", "id", "v");
    }

    static String insert(int from, int to, String value) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(id -> "(" + id + ", " + value + ")")
                .collect(Collectors.joining(", ", "INSERT INTO t (id, v) VALUES ", ""));
    }
}
