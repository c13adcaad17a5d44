package dev.ingot.metadata;

import dev.ingot.api.error.Problem;
import dev.ingot.core.store.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table {@code notification}. */
final class SqliteOutbox implements Outbox {

    private final Database database;

    SqliteOutbox(Database database) {
        this.database = database;
    }

    @Override
    public long add(String run, String channel, List<String> recipients, String payloadJson) {
        return database.write(handle -> handle.sql("""
                        INSERT INTO notification (run_id, channel, recipients, payload, created_at, next_try_at)
                        VALUES (:run, :channel, :recipients, :payload, :now, :now)
                        RETURNING id
                        """)
                .bind("run", run)
                .bind("channel", channel)
                .bind("recipients", Json.write(recipients))
                .bind("payload", payloadJson)
                .bind("now", Times.text(database.now()))
                .one(row -> row.getLong(1)));
    }

    @Override
    public List<Message> claim(int limit, Duration lease) {
        return database.write(handle -> {
            Instant now = database.now();
            return handle
                    .sql("""
                            UPDATE notification SET next_try_at = :until
                             WHERE id IN (SELECT id FROM notification
                                           WHERE status = 'pending' AND next_try_at <= :now ORDER BY id LIMIT :limit)
                            RETURNING *
                            """)
                    .bind("until", Times.text(now.plus(lease)))
                    .bind("now", Times.text(now))
                    .bind("limit", limit)
                    .list(SqliteOutbox::message)
                    .stream()
                    .sorted(Comparator.comparingLong(Message::id))
                    .toList();
        });
    }

    @Override
    public void sent(long id) {
        end(id, State.SENT, null, null, database.now());
    }

    @Override
    public void failed(long id, String error, @Nullable Instant nextTry) {
        end(id, nextTry == null ? State.GIVEN_UP : State.PENDING, error, nextTry, null);
    }

    private void end(
            long id, State state, @Nullable String error, @Nullable Instant nextTry, @Nullable Instant sentAt) {
        database.execute(handle -> {
            int rows = handle.sql("""
                            UPDATE notification
                               SET status = :status, attempts = attempts + 1, error = coalesce(:error, error),
                                   next_try_at = :next, sent_at = :sent
                             WHERE id = :id
                            """)
                    .bind("status", state.name().toLowerCase(Locale.ROOT))
                    .bind("error", error)
                    .bind("next", Times.textOrNull(nextTry))
                    .bind("sent", Times.textOrNull(sentAt))
                    .bind("id", id)
                    .execute();
            if (rows == 0) {
                throw Problem.of(MetadataError.UNKNOWN, "The metadata store has no notification " + id + ".")
                        .toException();
            }
        });
    }

    @Override
    public List<Message> newest(int limit) {
        return database.read(handle -> handle.sql("SELECT * FROM notification ORDER BY id DESC LIMIT :limit")
                .bind("limit", limit)
                .list(SqliteOutbox::message));
    }

    private static Message message(ResultSet row) throws SQLException {
        return new Message(
                row.getLong("id"),
                row.getString("run_id"),
                row.getString("channel"),
                Json.strings(row.getString("recipients")),
                row.getString("payload"),
                State.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getInt("attempts"),
                Times.instant(row.getString("created_at")),
                Times.instantOrNull(row.getString("next_try_at")),
                Times.instantOrNull(row.getString("sent_at")),
                row.getString("error"));
    }
}
