/**
 * dbt's project format without Python: load, compile, materialise, test, document.
 *
 * <p>Start reading at {@link dev.ingot.models.ModelProject}. Everything in {@code internal} may change at any time.
 */
@NullMarked
package dev.ingot.models;

import org.jspecify.annotations.NullMarked;
