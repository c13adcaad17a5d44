/** From files to nodes: project file, properties, macros, configurations, tests. */
@NullMarked
package dev.ingot.models.internal.project;

import org.jspecify.annotations.NullMarked;
