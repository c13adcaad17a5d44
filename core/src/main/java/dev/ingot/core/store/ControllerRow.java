package dev.ingot.core.store;

/**
 * One pipeline as it stands in the table {@code controller}: live configuration, whoever wrote it.
 *
 * @param id {@code pipeline_id} of the audit
 */
public record ControllerRow(long id, ControllerSpec spec, Origin origin) {

    public String name() {
        return spec.name();
    }

    public boolean active() {
        return spec.active();
    }

    /** Who answers for the row. */
    public enum Origin {
        /** The project's YAML. */
        YAML,
        /** Added by a person, with SQL or on the page; {@code apply} leaves it alone. */
        MANUAL,
        /** Was in the YAML once; switched off when it left, kept for the audit. */
        REMOVED
    }
}
