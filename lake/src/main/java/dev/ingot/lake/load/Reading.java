package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.lake.internal.SqlRunner;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The source of one load. For one thread. */
interface Reading extends AutoCloseable {

    /** How to read it, as far as is known by now. */
    Scan scan(SqlRunner runner);

    /** After a failure of the engine: whether another way is left, which {@link #scan} then takes. */
    default boolean recover(IngotException failure) {
        return false;
    }

    /** After staging: whether the rows cannot be trusted and have to be read another way. */
    default boolean doubtful(SqlRunner runner, Stage stage) {
        return false;
    }

    /** Records that are broken as a whole and so are in no scan. */
    default List<Rejects> broken() {
        return List.of();
    }

    /** Column names as {@link Headers} writes them, by file, where records cannot be read without. */
    default Map<String, String> headers() {
        return Map.of();
    }

    /** Whether the columns may differ from batch to batch without anything being wrong. */
    default boolean keysVary() {
        return false;
    }

    /** Whether its files are there as a whole, so that the contract promises something of each. */
    default boolean wholeFiles() {
        return false;
    }

    /** What to do with a file that does not fit at all, where its text shows it. */
    default Optional<String> hint(String file) {
        return Optional.empty();
    }

    /** Whether the order of the rows says which comes first. */
    default boolean ordered() {
        return true;
    }

    /** Whether all rows must be looked at to infer types; else a sample does, as what does not fit is seen later. */
    default boolean inferFromAll() {
        return false;
    }

    /** Whether the source says itself of which types its columns are, so that values make none of the table's wider. */
    default boolean keepsTypes() {
        return false;
    }

    long bytes();

    @Override
    default void close() {}
}
