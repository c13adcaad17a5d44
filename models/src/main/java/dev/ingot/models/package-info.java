/** dbt's project format. */
@NullMarked
package dev.ingot.models;

import org.jspecify.annotations.NullMarked;
