package dev.ingot.core.project;

import dev.ingot.config.JsonSchema;
import dev.ingot.config.ReferenceDocs;

/**
 * The editor schemas and the reference of a project's files, generated from the descriptions that the reader follows.
 * Stateless.
 */
public final class ProjectSchemas {

    private ProjectSchemas() {}

    /** JSON Schema (draft 2020-12) of {@code ingot.yml}. */
    public static String project(Plugins plugins) {
        return JsonSchema.of(ProjectLayout.project(plugins));
    }

    /** JSON Schema (draft 2020-12) of the files below {@code pipelines/}. */
    public static String pipelines(Plugins plugins) {
        return JsonSchema.of(PipelineLayout.file(plugins));
    }

    /** All keys of both files as Markdown, under headings of level 2. */
    public static String reference(Plugins plugins) {
        return ReferenceDocs.markdown(ProjectLayout.project(plugins), 2);
    }
}
