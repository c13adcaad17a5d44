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
        Consumer<String> messages) {

    /**
     * @param schema where models go that configure none
     * @param database what {@code target.database} prints; relations do not carry it
     * @param type dbt's adapter type; decides the prefix of dispatched macros
     */
    public record Target(String name, String profile, String type, String database, String schema, int threads) {}

    public Environment {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        pipelineTables = Set.copyOf(pipelineTables);
    }

    /** A plain environment for a project on the embedded engine. */
    public static Environment of(String projectName, String schema, String invocationId, Instant started) {
        return new Environment(
                projectName,
                false,
                new Target("dev", projectName, "duckdb", "ingot", schema, 1),
                Map.of(),
                name -> Optional.empty(),
                Set.of(),
                false,
                invocationId,
                started,
                "build",
                message -> {});
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
                messages);
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
                messages);
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
                messages);
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
                messages);
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
                messages);
    }
}
