package dev.ingot.api.source;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.load.LoadMode;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes {@link Source}s of one connection type; found with {@link java.util.ServiceLoader}. Stateless.
 */
public interface SourcePlugin {

    /** The connection's {@code type:}, for example {@code files}. */
    String type();

    /** Keys of the connection itself. */
    List<OptionSpec> connectionOptions();

    /** Keys of a pipeline's {@code from:} block. */
    List<OptionSpec> pipelineOptions();

    /** How what it reads may be loaded: a log of changes, for example, is no set of rows that a key could merge. */
    default Set<LoadMode> loads() {
        return EnumSet.allOf(LoadMode.class);
    }

    /** Whether it is a log of changes: its pipelines are read together, so none of them can be left to a time of its own. */
    default boolean isLog() {
        return false;
    }

    /** Whether the server lets one process at a time read it, for as long as that process goes on. */
    default boolean hasOneReader() {
        return false;
    }

    /**
     * @param name the connection's name, for messages
     * @param options bound and checked against {@link #connectionOptions()}
     * @param project the project's folder; relative paths start here
     * @param work a folder for temporary files, emptied after the run
     */
    Source open(String name, Map<String, Object> options, Path project, Path work);
}
