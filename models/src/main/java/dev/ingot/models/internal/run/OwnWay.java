package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session;
import dev.ingot.models.Built;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.node.DbtNode;
import java.util.List;
import java.util.function.Consumer;

/**
 * A model that is made by a {@code materialization} block of the project's or a package's own. The block runs statements
 * that change the warehouse, so nothing is built aside: publishing runs it.
 *
 * @param block the macro
 * @param sessions opens a session over what is published now
 * @param make runs the block in a session
 */
record OwnWay(DbtNode model, Macro block, String sql, Products.View.Sessions sessions, Consumer<Session> make)
        implements Built {

    @Override
    public String node() {
        return model.uniqueId();
    }

    @Override
    public TableName table() {
        return model.relation();
    }

    @Override
    public String materialized() {
        return model.config().materialized();
    }

    /** In one transaction up to where the block commits; what it leaves uncommitted is committed at its end. */
    @Override
    public List<TableChange> publish() {
        try (Session session = sessions.open()) {
            begin(session);
            Schemas.make(session, List.of(model.relation().schema()));
            make.accept(session);
            session.commit();
            return List.of();
        }
    }

    private void begin(Session session) {
        try {
            session.begin();
        } catch (IngotException cannot) {
            throw Problem.of(
                            ModelsError.UNSUPPORTED,
                            "Model '" + model.name() + "' is materialized as '" + materialized() + "', by a block in "
                                    + block.path() + " that runs SQL of its own; this warehouse cannot do that")
                    .at(model.definition().source().placeOf(List.of("materialized")))
                    .because(cannot.first().what())
                    .fix("Build it in a DuckDB file or in PostgreSQL, or as a table, view or incremental model.")
                    .toException();
        }
    }

    @Override
    public void close() {}
}
