package dev.ingot.cdc;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** A database and the changes of its tables, of which all are read from one log. */
abstract class LogSource implements Source {

    private final DatabaseLog log;
    private final Feed feed;

    LogSource(DatabaseLog log, Feed feed) {
        this.log = log;
        this.feed = feed;
    }

    /** A connection of its own. */
    abstract Connection sql();

    @Override
    public void begin(Supplier<Outlook> outlook) {
        Outlook run = outlook.get();
        feed.begin(run.reading(), run.others());
    }

    @Override
    public Batches read(ReadRequest request, StepControl control) {
        return new TableBatches(feed, request, control);
    }

    @Override
    public Optional<Current> current(ReadRequest request, StepControl control) {
        TableSnapshot snapshot = log.look(request);
        return Optional.of(new Current(
                new CurrentRows(feed.parts(snapshot, snapshot.at(), control)),
                snapshot.at().place()));
    }

    @Override
    public boolean isQuiet() {
        return feed.isQuiet();
    }

    @Override
    public Optional<Held> held() {
        return feed.held();
    }

    /** A change in quarantine is kept as JSON. */
    @Override
    public Format formatOf(ReadRequest request, String file) {
        return new Format.TypedJson();
    }

    /** What is found wrong, and also that nothing could be found. */
    List<Problem> problems(String what, Function<Connection, List<Problem>> question) {
        try (Connection sql = sql()) {
            return question.apply(sql);
        } catch (SQLException e) {
            return Server.failed(e, what).problems();
        } catch (IngotException e) {
            return e.problems();
        }
    }

    @Override
    public void close() {
        feed.close();
    }
}
