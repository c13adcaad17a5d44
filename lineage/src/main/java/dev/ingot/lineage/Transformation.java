package dev.ingot.lineage;

/**
 * What happens to a column on its way into another, in the words of OpenLineage's column lineage facet. The direct ones
 * carry its value and are ordered: the later, the further from the original. The indirect ones only decide which rows
 * are there, or which of several values is taken.
 */
public enum Transformation {
    /** The value as it is. */
    IDENTITY,
    /** A value made of it. */
    TRANSFORMATION,
    /** A value made of many rows of it. */
    AGGREGATION,

    /** It decides between values: the condition of a case. */
    CONDITIONAL,
    /** It parts or orders the window of a function. */
    WINDOW,
    /** Rows are joined by it. */
    JOIN,
    /** Rows are kept or dropped by it. */
    FILTER,
    /** Rows are grouped by it. */
    GROUP_BY,
    /** Rows are ordered by it. */
    SORT;

    public boolean direct() {
        return compareTo(AGGREGATION) <= 0;
    }

    /** What it is after one more step: a value stays what takes it furthest; what is indirect stays indirect. */
    public Transformation then(Transformation next) {
        if (!direct()) {
            return this;
        }
        return !next.direct() || next.compareTo(this) > 0 ? next : this;
    }
}
