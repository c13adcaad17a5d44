package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.models.Built;
import dev.ingot.models.internal.node.Checksums;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was built and not published because its tests failed: {@code _ingot_held_back.<schema>__<table>}, until the same
 * node is published.
 */
record HeldBack(Warehouse warehouse, String run) {

    private static final Logger LOG = LoggerFactory.getLogger(HeldBack.class);
    private static final String SCHEMA = "_ingot_held_back";

    /** PostgreSQL's limit, the shortest. */
    private static final int LONGEST = 63;

    /** It is a help for people: where it cannot be written, the run goes on without it. */
    Optional<TableName> keep(Built built) {
        try {
            return write(built, built.table()) ? Optional.of(name(built.table())) : Optional.empty();
        } catch (IngotException e) {
            LOG.warn("{} could not be kept: {}", built.node(), e.first().render());
            return Optional.empty();
        }
    }

    private boolean write(Built built, TableName table) {
        WriteTag tag = new WriteTag(built.node(), run, "built, but its tests failed");
        return switch (built.materialized()) {
            case "view" -> {
                try (Session session = warehouse.open(List.of())) {
                    session.createView(name(table), built.sql(), tag);
                }
                yield true;
            }
            case "table", "seed" -> copy(built, "select * from " + table.quoted(), table, tag);
            // Copying the whole of what grows by little would cost more than building it.
            case "incremental", "snapshot" -> copy(built, built.sql(), table, tag);
            default -> false;
        };
    }

    private boolean copy(Built built, String select, TableName table, WriteTag tag) {
        List<Staged> overlay = built.staged().stream().toList();
        try (Session session = warehouse.open(overlay);
                Staged copy = session.stage(
                        name(table),
                        select,
                        new BuildMode.Replace(List.of()),
                        SchemaPolicy.SYNC_ALL_COLUMNS,
                        tag,
                        StepControl.NONE)) {
            copy.publish();
        }
        return true;
    }

    void forget(Built published) {
        try {
            warehouse.find(name(published.table())).ifPresent(kept -> warehouse.drop(kept.name()));
        } catch (IngotException e) {
            LOG.warn(
                    "what was kept of {} could not be removed: {}",
                    published.node(),
                    e.first().render());
        }
    }

    static TableName name(TableName table) {
        String name = table.schema() + "__" + table.name();
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            String end = "_" + Checksums.sha256(name).substring(0, 8);
            while ((name + end).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
                name = name.substring(0, name.length() - 1);
            }
            name += end;
        }
        return TableName.of(SCHEMA, name);
    }
}
