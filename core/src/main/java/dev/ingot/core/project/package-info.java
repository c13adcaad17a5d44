/**
 * A project as the user wrote it: {@code ingot.yml}, {@code pipelines/**}, or a bare dbt project. Start reading at
 * {@link dev.ingot.core.project.ProjectReader} and {@link dev.ingot.core.project.Project}.
 */
@NullMarked
package dev.ingot.core.project;

import org.jspecify.annotations.NullMarked;
