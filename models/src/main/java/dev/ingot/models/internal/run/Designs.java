package dev.ingot.models.internal.run;

import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.TableDesign;
import dev.ingot.api.warehouse.TableDesign.ColumnDesign;
import dev.ingot.api.warehouse.TableDesign.Index;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.Constraint;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Documentation.ColumnDoc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a model says of its table beyond the select: an enforced contract, constraints, indexes. Stateless. */
final class Designs {

    private Designs() {}

    static TableDesign of(DbtNode node) {
        boolean enforced = node.contractEnforced();
        return new TableDesign(
                enforced
                        ? node.documentation().columns().values().stream()
                                .map(column -> new ColumnDesign(
                                        name(column),
                                        String.valueOf(column.dataType()),
                                        column.constraints().stream()
                                                .map(Constraint::ofColumn)
                                                .filter(text -> !text.isEmpty())
                                                .toList()))
                                .toList()
                        : List.of(),
                enforced
                        ? node.documentation().constraints().stream()
                                .map(Constraint::ofTable)
                                .filter(text -> !text.isEmpty())
                                .toList()
                        : List.of(),
                indexes(node),
                node.config().flag("unlogged", false));
    }

    private static List<Index> indexes(DbtNode node) {
        List<Index> indexes = new ArrayList<>();
        if (node.config().value("indexes") instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> map && map.get("columns") instanceof List<?> columns) {
                    indexes.add(new Index(
                            columns.stream().map(String::valueOf).toList(),
                            Boolean.TRUE.equals(map.get("unique")),
                            map.get("type") == null ? null : String.valueOf(map.get("type"))));
                } else {
                    throw Problem.of(ModelsError.BAD_CONFIG, "An index of " + node.name() + " names no columns")
                            .at(node.definition().source().placeOf(List.of("indexes")))
                            .fix("Write indexes: [{columns: [id], unique: true}].")
                            .toException();
                }
            }
        }
        return indexes;
    }

    static String name(ColumnDoc column) {
        return Boolean.TRUE.equals(column.quote()) ? '"' + column.name() + '"' : column.name();
    }

    /**
     * Compares what a select gives with what the contract states, in the warehouse's own types.
     *
     * @return the select with the contract's columns in the contract's order; the select itself without a contract
     * @throws dev.ingot.api.error.IngotException with every column that differs
     */
    static String checked(DbtNode node, String select, Session session) {
        if (!node.contractEnforced()) {
            return select;
        }
        List<ColumnDoc> stated = List.copyOf(node.documentation().columns().values());
        List<String> untyped = stated.stream()
                .filter(column -> column.dataType() == null)
                .map(ColumnDoc::name)
                .toList();
        if (stated.isEmpty() || !untyped.isEmpty()) {
            throw broken(
                    node,
                    stated.isEmpty()
                            ? "it states no columns"
                            : "no data_type is stated for " + String.join(", ", untyped),
                    null);
        }
        TableSchema contract = session.describe("select "
                + stated.stream()
                        .map(column -> "cast(null as " + column.dataType() + ") as " + name(column))
                        .collect(Collectors.joining(", ")));
        TableSchema given = session.describe(select);
        List<String> differences = new ArrayList<>();
        for (Column column : contract.columns()) {
            Optional<Column> found = given.find(column.name());
            if (found.isEmpty()) {
                differences.add(
                        column.name() + ": the contract says " + column.type() + ", the select has no such column");
            } else if (!found.get().type().equals(column.type())) {
                differences.add(column.name() + ": the contract says " + column.type() + ", the select gives "
                        + found.get().type());
            }
        }
        for (Column column : given.columns()) {
            if (contract.find(column.name()).isEmpty()) {
                differences.add(
                        column.name() + ": the select gives " + column.type() + ", the contract has no such column");
            }
        }
        if (!differences.isEmpty()) {
            throw broken(node, "the select does not give what the contract states", String.join("; ", differences));
        }
        return "select " + stated.stream().map(Designs::name).collect(Collectors.joining(", ")) + " from (\n" + select
                + "\n) as model_subq";
    }

    private static RuntimeException broken(DbtNode node, String what, @Nullable String why) {
        Problem problem = Problem.of(
                        ModelsError.CONTRACT, "The contract of model '" + node.name() + "' is broken: " + what)
                .at(node.definition().source().placeOf(List.of("contract")))
                .fix("Make the select and the columns of the property file agree, or cast in the select.");
        return (why == null ? problem : problem.because(why)).toException();
    }
}
