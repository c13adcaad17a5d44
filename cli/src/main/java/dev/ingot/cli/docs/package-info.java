/** The project as a page: models, columns, tests, lineage. */
@NullMarked
package dev.ingot.cli.docs;

import org.jspecify.annotations.NullMarked;
