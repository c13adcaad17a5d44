package dev.ingot.core.store;

/**
 * What the store remembers of one warehouse. A table's name means something only inside a warehouse, so nothing that is
 * kept by table or by pipeline can be reached without saying which one. Thread-safe.
 */
public interface WarehouseState {

    FileLedger files();

    Positions positions();

    Locks locks();

    SchemaHistory schemas();

    QuarantineIndex quarantine();

    TableVersions versions();

    QualityMetrics metrics();

    Ticks ticks();
}
