package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.warehouse.Session;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.Constraint;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Documentation.ColumnDoc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for rows that break a constraint of an enforced contract, where the warehouse keeps none itself: {@code
 * not_null}, {@code unique}, {@code primary_key} and {@code check}. Foreign keys are left to {@code relationships} tests.
 */
record ConstraintCheck(DbtNode node) {

    /**
     * @param session sees the table as it will be
     * @throws IngotException with every constraint that is broken
     */
    void require(Session session) {
        List<String> broken = new ArrayList<>();
        for (ColumnDoc column : node.documentation().columns().values()) {
            column.constraints()
                    .forEach(constraint -> broken.addAll(broken(session, constraint, List.of(Designs.name(column)))));
        }
        node.documentation()
                .constraints()
                .forEach(constraint -> broken.addAll(broken(session, constraint, constraint.columns())));
        if (!broken.isEmpty()) {
            throw Problem.of(
                            ModelsError.CONTRACT,
                            "The contract of model '" + node.name() + "' is broken: " + String.join("; ", broken))
                    .at(node.definition().source().placeOf(List.of("contract")))
                    .because("Nothing was published.")
                    .fix("Mend the select, or take the constraint out of the property file.")
                    .toException();
        }
    }

    private List<String> broken(Session session, Constraint constraint, List<String> columns) {
        String names = String.join(", ", columns);
        List<String> broken = new ArrayList<>();
        if (constraint.type().equals("not_null") || constraint.type().equals("primary_key")) {
            count(session, "where " + String.join(" is null or ", columns) + " is null")
                    .ifPresent(rows -> broken.add(rows + " without " + names));
        }
        if (constraint.type().equals("unique") || constraint.type().equals("primary_key")) {
            count(
                            session,
                            "where " + String.join(" is not null and ", columns) + " is not null"
                                    + " qualify count(*) over (partition by " + names + ") > 1")
                    .ifPresent(rows -> broken.add(rows + " share a value of " + names));
        }
        if (constraint.type().equals("check") && constraint.expression() != null) {
            count(session, "where not (" + constraint.expression() + ")")
                    .ifPresent(rows -> broken.add(rows + " against the check " + constraint.expression()));
        }
        return broken;
    }

    /** How many rows there are, in words, where there are any. */
    private Optional<String> count(Session session, String rest) {
        String sql = "select count(*) from (select 1 from " + node.relation().quoted() + " " + rest + ") as broken";
        long rows = Long.parseLong(
                String.valueOf(session.query(sql, 1).rows().get(0).get(0)));
        return rows == 0 ? Optional.empty() : Optional.of(rows + (rows == 1 ? " row" : " rows"));
    }
}
