package dev.ingot.lake.internal;

import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.table.TableSchema;
import dev.ingot.sql.Sql;
import java.util.List;
import java.util.Optional;

/**
 * Which rows of a batch are older than the table's row of their key, and so do not take its place: by the stated order
 * first, then by the place of the files that both came from.
 *
 * @param places a relation of (file, place): the files whose order is known, the higher place is the later file. Empty:
 *     the batch is later than all that the table has
 * @param replayed the batch is of records that were set aside: they are no later than their file, so that a row of the
 *     same place, or one whose place is not known, stays
 */
public record Precedence(List<OrderBy> order, Optional<String> places, boolean replayed) {

    /** The batch is the newest, whatever is in it. */
    public static final Precedence NEWEST = new Precedence(List.of(), Optional.empty(), false);

    private static final String FILE = "_ingot_source";
    private static final String RECORD = "_ingot_position";
    private static final String OF_BATCH = "__ingot_place_of_batch";
    private static final String OF_TABLE = "__ingot_place_of_table";

    public Precedence {
        order = List.copyOf(order);
    }

    /** What a join of both has to join besides, so that {@link #older} can be asked of it. */
    String joins(String batch, String table) {
        return places.map(relation -> " LEFT JOIN " + relation + " AS " + OF_BATCH + " ON " + OF_BATCH + ".file = "
                        + batch + "." + FILE + " LEFT JOIN " + relation + " AS " + OF_TABLE + " ON " + OF_TABLE
                        + ".file = " + table + "." + FILE)
                .orElse("");
    }

    /**
     * A condition over both rows.
     *
     * @param schema of both
     */
    String older(String batch, String table, TableSchema schema) {
        boolean numbered = schema.find(RECORD).isPresent();
        String older = places.isPresent() ? byPlace(batch, table, numbered) : "false";
        for (int i = order.size() - 1; i >= 0; i--) {
            String column = Sql.id(order.get(i).column());
            String mine = batch + "." + column;
            String there = table + "." + column;
            String wins = "coalesce(" + there + (order.get(i).descending() ? " > " : " < ") + mine + ", " + there
                    + " IS NOT NULL AND " + mine + " IS NULL)";
            older = "(" + wins + " OR (" + there + " IS NOT DISTINCT FROM " + mine + " AND " + older + "))";
        }
        return older;
    }

    private String byPlace(String batch, String table, boolean numbered) {
        if (!replayed) {
            return "coalesce(" + OF_TABLE + ".place > " + OF_BATCH + ".place, false)";
        }
        String mine = "coalesce(" + OF_BATCH + ".place, -1)";
        String there = "coalesce(" + OF_TABLE + ".place, -1)";
        String later = !numbered
                ? "false"
                : "(" + table + "." + FILE + " = " + batch + "." + FILE + " AND coalesce(" + table + "." + RECORD
                        + " < " + batch + "." + RECORD + ", false))";
        return "(" + there + " > " + mine + " OR (" + there + " = " + mine + " AND NOT " + later + "))";
    }
}
