package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.ReadRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The log of one database, of either kind, as a {@link Feed} reads it. It is connected between {@link #open} and
 * {@link #close}, over and over. For one thread at a time, except {@link #abort}.
 */
interface DatabaseLog extends AutoCloseable {

    /** Asks nobody. */
    CapturedTable table(ReadRequest request);

    /**
     * Asks nobody.
     *
     * @throws IngotException if the text is no position of this log
     */
    Position parse(String position);

    /** Connects, where that is not done or did not last. */
    void open();

    boolean isOpen();

    /**
     * @throws IngotException with all that keeps the table's changes from being read
     */
    void requireReady(CapturedTable table);

    /** Asks the server once, and says of any position why going on there would leave a gap; null where it would not. */
    Function<Position, @Nullable String> gaps();

    /**
     * Sees the table as it is now, and sees to it that its changes from now on can be read.
     *
     * @param asText columns of which the values are wanted as the source prints them
     * @param first whether nothing of it was read yet
     */
    TableSnapshot snapshot(CapturedTable table, Set<String> asText, boolean first);

    /** Sees the table as it is now, with no word to the server that anybody will go on from there. */
    TableSnapshot look(ReadRequest request);

    /**
     * Reads on from the one that is furthest behind up to what was committed before this was called. Where it fails, or
     * one that hears of a change does, it may stand in the middle of the log: it must be closed, and is read again from
     * where those that follow stand.
     *
     * @param following hear of each transaction; not empty
     * @param enough asked behind each transaction: whether to read no further now
     * @return up to where the log was read, for any table
     */
    Position read(List<Member> following, BooleanSupplier enough);

    /** Up to where the log was read since it was opened; where nothing was read, a place before all others. */
    long reached();

    /** Whether the server has written nothing to its log since the last reading. */
    boolean isQuiet();

    /** How much of its log the server keeps because of us. */
    long kept();

    /** These are all positions from which tables go on: what comes before them nobody needs any more. */
    void release(Collection<Position> positions);

    /**
     * What people should hear of what the server keeps for these pipelines.
     *
     * @param committed the position of each
     */
    List<Problem> notes(Map<String, Position> committed);

    /** Ends a reading that waits; called by another thread. */
    void abort();

    @Override
    void close();
}
