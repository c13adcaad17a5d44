package dev.ingot.core.store;

import java.util.List;
import java.util.Optional;

/**
 * The table {@code controller}: one row is one pipeline. YAML, table and page are three views of it, so the store keeps
 * beside each row the value of every field that {@code apply} wrote last (the base). With it a field that a person
 * changed in the table can be told from one that changed in the YAML:
 *
 * <ul>
 *   <li>YAML changed, table did not: the YAML's value is written.
 *   <li>Table changed, YAML did not: a hand edit; it stays in force until the YAML changes that same field.
 *   <li>Both changed, to different values: a conflict; {@link Prefer} decides.
 * </ul>
 *
 * Options are compared key by key under the field name {@code options.<key>}.
 */
public interface ControllerStore {

    /** All rows, by id. */
    List<ControllerRow> rows();

    /** The row of this name, ignoring case; one that left the YAML only if there is no other. */
    Optional<ControllerRow> find(String name);

    /** What {@link #apply} would do. Rows are matched by the name last applied, then by name, then by destination. */
    ControllerDiff plan(List<ControllerSpec> desired);

    /**
     * Carries out a diff, all or nothing.
     *
     * @return the rows after it
     * @throws dev.ingot.api.error.IngotException if the table changed since the plan was made, or a row breaks a
     *     constraint
     */
    List<ControllerRow> apply(ControllerDiff diff, Prefer prefer);

    /**
     * The rows as {@link #apply} would leave them where the YAML wins; nothing is written. Rows that are still to be
     * added have the id 0.
     */
    List<ControllerRow> preview(ControllerDiff diff);

    /**
     * Adds a row of origin {@link ControllerRow.Origin#MANUAL}, as the page does.
     *
     * @throws dev.ingot.api.error.IngotException if name or destination are taken or a value is not allowed
     */
    ControllerRow add(ControllerSpec spec);

    /** Changes a row as a person would with SQL: what differs from the YAML becomes a hand edit. */
    ControllerRow edit(long id, ControllerSpec spec);

    /** Whose value wins where both sides changed. */
    enum Prefer {
        YAML,
        TABLE
    }
}
