package dev.ingot.lake.load;

import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.load.MissingRows;
import dev.ingot.api.run.StepControl;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The good rows of a batch that share their key, and which of them lose. One of each key is left; for a table that keeps
 * every version, one of each key, place in the stated order and file. Where files are whole tables, rows of all but the
 * newest of those that are known lose, too: what a later one lacks is gone.
 *
 * @param losing how many
 * @param places a relation of (file, place) as {@link dev.ingot.lake.internal.Precedence} wants it
 * @param live a condition for good rows of files that count
 * @param joins what the rows must be joined with for their order
 * @param order in which versions follow each other; null where there is one of each key
 */
record Rivals(
        long losing,
        Optional<String> places,
        String live,
        boolean losers,
        String joins,
        @Nullable String order) {

    private static final String PLACES = "ingot_places";
    private static final String REPEATED = "ingot_repeated";
    private static final String LOSERS = "ingot_losers";

    /** So many files in one statement. */
    private static final int CHUNK = 10_000;

    static Rivals of(SqlRunner runner, LoadPlan plan, Stage stage, boolean replayed, StepControl control) {
        boolean places = !plan.sequence().isEmpty();
        if (places) {
            place(runner, plan.sequence());
        }
        boolean newestOnly = places && plan.missing() != MissingRows.KEEP;
        long late = !newestOnly
                ? 0
                : runner.number(
                        "SELECT count(*) FROM " + stage.relation() + " WHERE " + live(false) + " AND NOT " + NEWEST,
                        control);
        String live = live(late > 0);
        if (plan.key().isEmpty()) {
            return new Rivals(late, Optional.empty(), live, false, "", null);
        }
        long losing = repeated(runner, stage, plan.key(), live, control);
        boolean versions = losing > 0 && plan.mode() == LoadMode.SNAPSHOT;
        List<String> same = new ArrayList<>(plan.key());
        if (versions) {
            plan.order().forEach(term -> same.add(term.column()));
            same.add(Names.SOURCE);
            losing = repeated(runner, stage, same, live, control);
        }
        // Records of several files that are replayed together stand in the stage by their headers.
        String placed = replayed && places ? PLACED : "";
        if (losing > 0) {
            lose(runner, plan, stage, same, live, placed, control);
        }
        return new Rivals(
                late + losing,
                places ? Optional.of(PLACES) : Optional.empty(),
                live,
                losing > 0,
                placed,
                versions ? versionOrder(plan.order(), !placed.isEmpty()) : null);
    }

    private static final String PLACED = " LEFT JOIN (SELECT file AS s_file, place AS s_place FROM " + PLACES
            + ") AS p ON p.s_file = s." + Names.SOURCE;

    private static final String NEWEST =
            "coalesce(" + Names.SOURCE + " IN (SELECT file FROM " + PLACES + " WHERE newest), false)";

    private static String live(boolean newestOnly) {
        return Names.ERROR + " IS NULL" + (newestOnly ? " AND " + NEWEST : "");
    }

    /** The later place of a file counts, where it was read more than once. */
    private static void place(SqlRunner runner, List<List<String>> sequence) {
        runner.execute("CREATE OR REPLACE TEMP TABLE " + PLACES + " (file VARCHAR, place BIGINT, newest BOOLEAN)");
        List<String> rows = new ArrayList<>();
        long place = 0;
        for (int group = 0; group < sequence.size(); group++) {
            for (String file : sequence.get(group)) {
                rows.add("(" + Sql.text(file) + ", " + place++ + ", " + (group == sequence.size() - 1) + ")");
            }
        }
        for (int from = 0; from < rows.size(); from += CHUNK) {
            String values = String.join(", ", rows.subList(from, Math.min(rows.size(), from + CHUNK)));
            runner.execute("INSERT INTO " + PLACES + " VALUES " + values);
        }
        runner.execute("CREATE OR REPLACE TEMP TABLE " + PLACES + " AS SELECT file, max(place) AS place,"
                + " bool_or(newest) AS newest FROM " + PLACES + " GROUP BY file");
    }

    /** Counts the rows that are not the only ones with these values, beyond the first; keeps the values. */
    private static long repeated(
            SqlRunner runner, Stage stage, List<String> columns, String live, StepControl control) {
        String names = Sql.ids(columns);
        String repeated = "CREATE OR REPLACE TEMP TABLE " + REPEATED + " AS SELECT " + names + ", count(*) AS n FROM "
                + stage.relation() + " WHERE " + live + " GROUP BY " + names + " HAVING count(*) > 1";
        runner.execute(repeated, "", control, 0);
        return runner.number("SELECT CAST(coalesce(sum(n - 1), 0) AS BIGINT) FROM " + REPEATED, control);
    }

    /** Of the rows that are repeated: first by the stated order, then the earlier against the later. */
    private static void lose(
            SqlRunner runner,
            LoadPlan plan,
            Stage stage,
            List<String> same,
            String live,
            String placed,
            StepControl control) {
        String equal = same.stream()
                .map(name -> "s." + Sql.id(name) + " IS NOT DISTINCT FROM r." + Sql.id(name))
                .collect(Collectors.joining(" AND "));
        String losers = "SELECT s_row FROM (SELECT s_row, row_number() OVER (PARTITION BY " + Sql.ids(same)
                + " ORDER BY " + order(plan.order()) + (placed.isEmpty() ? "" : "coalesce(s_place, -1) DESC, ")
                + "s_row DESC) AS place FROM (SELECT * FROM " + stage.relation() + " AS s SEMI JOIN " + REPEATED
                + " AS r ON " + equal + ") AS s" + placed + " WHERE " + live + ") WHERE place > 1";
        runner.execute("CREATE OR REPLACE TEMP TABLE " + LOSERS + " AS " + losers, "", control, 0);
    }

    private static String order(List<OrderBy> order) {
        return order.stream()
                .map(term -> Sql.id(term.column()) + (term.descending() ? " DESC" : " ASC") + " NULLS LAST, ")
                .collect(Collectors.joining());
    }

    /** What wins is the last version. */
    private static String versionOrder(List<OrderBy> order, boolean placed) {
        return order.stream()
                        .map(term -> Sql.id(term.column()) + (term.descending() ? " ASC" : " DESC") + " NULLS FIRST, ")
                        .collect(Collectors.joining())
                + (placed ? "coalesce(s_place, -1), " : "") + "s_row";
    }

    /** The rows that are left of a relation of the stage. */
    String good(String columns, String relation) {
        return "SELECT " + columns + " FROM " + relation + " AS s" + joins + " WHERE " + live
                + (losers ? " AND s_row NOT IN (SELECT s_row FROM " + LOSERS + ")" : "")
                + (order == null ? "" : " ORDER BY " + order);
    }
}
