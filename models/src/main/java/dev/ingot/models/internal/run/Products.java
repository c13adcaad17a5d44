package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.models.Built;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The kinds of {@link Built}. */
final class Products {

    private Products() {}

    /**
     * A table written aside.
     *
     * @param counts what publishing will do with what was read
     * @param after what is done once it is published; null: nothing
     */
    record Table(
            String node,
            String materialized,
            String sql,
            Staged aside,
            Counts counts,
            @Nullable Consumer<Session> after)
            implements Built {
        @Override
        public TableName table() {
            return aside.table();
        }

        @Override
        public Optional<Staged> staged() {
            return Optional.of(aside);
        }

        @Override
        public List<TableChange> publish() {
            return List.of(after == null ? aside.publish() : aside.publish(after));
        }

        @Override
        public void close() {
            aside.close();
        }
    }

    /**
     * A view, which is stored when it is published.
     *
     * @param told a failure of its select, as the model's author is told
     * @param after as for a table
     */
    record View(
            String node,
            String sql,
            TableName name,
            WriteTag tag,
            Sessions sessions,
            UnaryOperator<IngotException> told,
            @Nullable Consumer<Session> after)
            implements Built {

        /** Opens a session over what is published now. */
        interface Sessions {
            Session open();
        }

        @Override
        public TableName table() {
            return name;
        }

        @Override
        public String materialized() {
            return "view";
        }

        @Override
        public void check() {
            inSession(session -> session.describe(sql));
        }

        private void inSession(Consumer<Session> work) {
            try (Session session = sessions.open()) {
                work.accept(session);
            } catch (IngotException failure) {
                throw told.apply(failure);
            }
        }

        @Override
        public List<TableChange> publish() {
            inSession(session -> session.createView(name, sql, tag));
            if (after != null) {
                try (Session session = sessions.open()) {
                    after.accept(session);
                }
            }
            return List.of();
        }

        @Override
        public void close() {}
    }
}
