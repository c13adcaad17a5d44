package dev.ingot.models.internal.context;

import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.TableInfo;
import java.util.List;
import java.util.Optional;

/** What templates may ask of the warehouse while a node is built or tested. For one thread, as the session behind it. */
public interface Database {

    /** Rows of a query; an empty result for a statement that gives none. */
    Rows run(String sql);

    /** How many rows the last statement wrote, −1 where that is not known. */
    long written();

    Optional<TableInfo> find(TableName name);

    List<TableInfo> list();

    /** Removes a relation, where there is one. */
    void drop(TableName name);

    TableSchema describe(String select);

    /** Shows people a line. */
    void print(String line);

    /** Lets what is run from here on take effect together, at {@link #commit}. */
    void begin();

    void commit();
}
