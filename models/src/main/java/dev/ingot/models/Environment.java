package dev.ingot.models;

import dev.ingot.api.table.TableName;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a project is read with and that does not stand in its own files. Immutable.
 *
 * @param projectName the name where there is no {@code dbt_project.yml}
 * @param ingotProject whether there is an {@code ingot.yml}: then a configured schema is used as it is written
 *     ({@code gold}), and unknown keys in property files are problems; without it dbt's rules hold ({@code main_gold})
 * @param target what {@code target} is in templates
 * @param variables of the command line ({@code --vars}); they win over those of the project
 * @param environment how {@code env_var()} looks a variable up
 * @param pipelineTables tables that pipelines fill; {@code source('schema', 'table')} finds them without a declaration
 * @param fullRefresh whether incremental models are rebuilt
 * @param invocationId of this command, a UUID
 * @param started {@code run_started_at}
 * @param command {@code flags.WHICH}
 * @param flags of the command
 * @param messages where {@code print()} and {@code log(info=true)} go
 */
public record Environment(
        String projectName,
        boolean ingotProject,
        Target target,
        Map<String, Object> variables,
        Function<String, Optional<String>> environment,
        Set<TableName> pipelineTables,
        boolean fullRefresh,
        String invocationId,
        Instant started,
        String command,
        Consumer<String> messages,
        Flags flags) {

    /**
     * dbt's flags that change what is built.
     *
     * @param empty references give no rows
     * @param storeFailures tests keep their failures in tables
     * @param warnError a test that would warn fails
     * @param eventsFrom the first moment that microbatch models build; null where they decide
     * @param eventsUntil the first moment that they build no more; null: now
     * @param sampleFrom references to nodes with an {@code event_time} give rows from this moment only; null: all
     */
    public record Flags(
            boolean empty,
            boolean storeFailures,
            boolean warnError,
            @Nullable Instant eventsFrom,
            @Nullable Instant eventsUntil,
            @Nullable Instant sampleFrom) {

        public static final Flags NONE = new Flags(false, false, false, null, null, null);
    }

    /**
     * @param schema where models go that configure none
     * @param database what {@code target.database} prints
     * @param namesDatabase whether SQL names a table with its database; a lake's tables have none
     * @param type dbt's adapter type; decides the prefix of dispatched macros
     */
    public record Target(
            String name,
            String profile,
            String type,
            String database,
            boolean namesDatabase,
            String schema,
            int threads) {

        /** The table as compiled SQL names it. */
        public String quoted(TableName table) {
            return quoted(database, table);
        }

        /** The same for a table of a database of its own. */
        public String quoted(String in, TableName table) {
            return namesDatabase ? '"' + in.replace("\"", "\"\"") + "\"." + table.quoted() : table.quoted();
        }
    }

    public Environment {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        pipelineTables = Set.copyOf(pipelineTables);
    }

    /** A plain environment for a project on the embedded engine. */
    public static Environment of(String projectName, String schema, String invocationId, Instant started) {
        return new Environment(
                projectName,
                false,
                new Target("dev", projectName, "duckdb", "ingot", false, schema, 1),
                Map.of(),
                name -> Optional.empty(),
                Set.of(),
                false,
                invocationId,
                started,
                "build",
                message -> {},
                Flags.NONE);
    }

    public Environment withIngotProject(boolean newIngotProject) {
        return new Environment(
                projectName,
                newIngotProject,
                target,
                variables,
                environment,
                pipelineTables,
                fullRefresh,
                invocationId,
                started,
                command,
                messages,
                flags);
    }

    public Environment withTarget(Target newTarget) {
        return new Environment(
                projectName,
                ingotProject,
                newTarget,
                variables,
                environment,
                pipelineTables,
                fullRefresh,
                invocationId,
                started,
                command,
                messages,
                flags);
    }

    public Environment withVariables(Map<String, Object> newVariables) {
        return new Environment(
                projectName,
                ingotProject,
                target,
                newVariables,
                environment,
                pipelineTables,
                fullRefresh,
                invocationId,
                started,
                command,
                messages,
                flags);
    }

    public Environment withEnvironment(Function<String, Optional<String>> newEnvironment) {
        return new Environment(
                projectName,
                ingotProject,
                target,
                variables,
                newEnvironment,
                pipelineTables,
                fullRefresh,
                invocationId,
                started,
                command,
                messages,
                flags);
    }

    public Environment withPipelineTables(Set<TableName> newTables) {
        return new Environment(
                projectName,
                ingotProject,
                target,
                variables,
                environment,
                newTables,
                fullRefresh,
                invocationId,
                started,
                command,
                messages,
                flags);
    }

    public Environment withFlags(Flags newFlags) {
        return new Environment(
                projectName,
                ingotProject,
                target,
                variables,
                environment,
                pipelineTables,
                fullRefresh,
                invocationId,
                started,
                command,
                messages,
                newFlags);
    }

    public Environment withFullRefresh(boolean newFullRefresh) {
        return new Environment(
                projectName,
                ingotProject,
                target,
                variables,
                environment,
                pipelineTables,
                newFullRefresh,
                invocationId,
                started,
                command,
                messages,
                flags);
    }
}
