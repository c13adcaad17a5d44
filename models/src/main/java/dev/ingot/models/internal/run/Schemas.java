package dev.ingot.models.internal.run;

import dev.ingot.api.warehouse.Session;
import dev.ingot.models.internal.context.AdapterObject;
import java.util.Collection;

/** The schemas of a database. On the lake a schema is there with its first table. Stateless. */
final class Schemas {

    private Schemas() {}

    /** Makes those that are missing: asking for one that is there needs a right that not every user has. */
    static void make(Session session, Collection<String> schemas) {
        if (!session.keepsConstraints()) {
            return;
        }
        for (String schema : schemas) {
            if (session.query(AdapterObject.schemaNamed(schema), 1).rows().isEmpty()) {
                session.execute("create schema if not exists " + RowsSql.quoted(schema));
            }
        }
    }
}
