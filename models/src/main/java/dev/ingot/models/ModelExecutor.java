package dev.ingot.models;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Rows;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds and tests the nodes of one project in one warehouse, for one run. Thread-safe: each call opens its own
 * session. It knows no order: the caller builds parents before children.
 *
 * <p>Every method throws {@link dev.ingot.api.error.IngotException}: {@link ModelsError#UNKNOWN_NODE} for an id that the
 * project has not, {@link ModelsError#TEMPLATE} and {@link ModelsError#SQL} with the line of the model's file.
 */
public interface ModelExecutor {

    /** The SQL of a model, snapshot or test as it would run now. Also written under {@code target/compiled}. */
    String compile(String node);

    /** SQL with Jinja in it that stands in no file, compiled as a model of the project. */
    String compileInline(String sql);

    /** The first rows of a model's select, without building it; a seed is read as it stands in the warehouse. */
    Rows show(String node, int limit);

    Rows showInline(String sql, int limit);

    /** Builds a model, seed or snapshot aside. An ephemeral model is only compiled. */
    Built build(String node, StepControl control);

    /**
     * Leaves what was built to be looked at, under a name of its own, though it is not published: a table as it would
     * have been; of a table that is changed in place, the rows that would have changed it. Never fails.
     *
     * @return where it is; empty where nothing could be kept
     */
    Optional<TableName> keep(Built built);

    /** Removes what {@link #keep} left of the same node. */
    void forgetKept(Built published);

    /**
     * Runs a test. A failing test is a result, not an exception; so is one that cannot be run.
     *
     * @param unpublished models that are to be seen as built, not as published
     */
    TestResult test(String node, Collection<Built> unpublished, StepControl control);

    /**
     * Calls a macro outside of any node, as {@code run-operation} does; whatever SQL it runs takes effect.
     *
     * @param macro its name, with a package in front if it has one: {@code dbt_utils.get_url_host}
     * @return what it renders to
     */
    String operation(String macro, Map<String, Object> arguments);

    /**
     * How old the data of a source is.
     *
     * @throws dev.ingot.api.error.IngotException if the source says nothing of its freshness, or cannot be asked
     */
    Freshness freshness(String source, Instant now);

    /** Makes the schemas of these nodes where they are missing, so that {@code on-run-start} can use them. */
    void makeSchemas(Collection<String> nodes);

    /**
     * Runs one statement of {@code on-run-start} or {@code on-run-end}.
     *
     * @param results what templates see as {@code results}
     */
    void hook(String node, List<StepResult> results);

    /** The batches in which a microbatch model was last built in this run; empty for all others. */
    List<Period> batches(String node);

    /** From a moment up to and without another. */
    record Period(Instant from, Instant until) {}

    /** The SQL that was last compiled for a node in this run. */
    Optional<String> compiled(String node);
}
