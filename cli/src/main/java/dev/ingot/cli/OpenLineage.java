package dev.ingot.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import dev.ingot.models.NodeDetails.Origin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a run read and wrote, as OpenLineage events: one START and one COMPLETE or FAIL for each step that fills a table,
 * with the columns that each column comes from. The format is that of the OpenLineage specification, version 2-0-2, with
 * the facets parent, errorMessage, schema, columnLineage and outputStatistics.
 *
 * @param namespace of jobs and tables
 * @param run Ingot's id of the run
 * @param lineage of a table's columns
 */
record OpenLineage(
        String namespace,
        String run,
        String project,
        Graph graph,
        Function<TableName, Map<String, List<Origin>>> lineage) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPECIFICATION = "https://openlineage.io/spec/2-0-2/OpenLineage.json";
    private static final String FACETS = "https://openlineage.io/spec/facets/";
    private static final String PRODUCER = "ingot/" + Version.current();

    /** The events of a run, one JSON object each, in the order of the steps. */
    List<String> events(RunResult result) {
        List<String> events = new ArrayList<>();
        for (StepResult step : result.steps()) {
            if (step.node().table() != null && !(step.outcome() instanceof Outcome.Skipped)) {
                events.add(event(step, "START", step.started()).toString());
                events.add(event(step, step.failed() ? "FAIL" : "COMPLETE", step.ended())
                        .toString());
            }
        }
        return events;
    }

    private ObjectNode event(StepResult step, String type, Instant at) {
        Node node = step.node();
        ObjectNode event = JSON.createObjectNode();
        event.put("eventType", type);
        event.put("eventTime", at.toString());
        event.put("producer", PRODUCER);
        event.put("schemaURL", SPECIFICATION + "#/$defs/RunEvent");
        ObjectNode runNode = event.putObject("run");
        runNode.put("runId", id(run + " " + node.uniqueId()));
        ObjectNode runFacets = runNode.putObject("facets");
        ObjectNode parent = facet(runFacets, "parent", "1-0-1/ParentRunFacet.json#/$defs/ParentRunFacet");
        parent.putObject("run").put("runId", id(run));
        parent.putObject("job").put("namespace", namespace).put("name", project);
        if (type.equals("FAIL") && step.outcome() instanceof Outcome.Failed failed) {
            facet(runFacets, "errorMessage", "1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet")
                    .put("message", failed.problems().get(0).what())
                    .put("programmingLanguage", "SQL");
        }
        event.putObject("job").put("namespace", namespace).put("name", node.uniqueId());
        ArrayNode inputs = event.putArray("inputs");
        node.dependsOn().stream()
                .flatMap(parentId -> graph.find(parentId).stream())
                .map(Node::table)
                .filter(table -> table != null)
                .distinct()
                .forEach(table -> inputs.add(dataset(table)));
        output(event.putArray("outputs"), step, type);
        return event;
    }

    private ObjectNode dataset(TableName table) {
        return JSON.createObjectNode().put("namespace", namespace).put("name", table.toString());
    }

    private void output(ArrayNode outputs, StepResult step, String type) {
        TableName table = step.node().table();
        if (table == null) {
            return;
        }
        ObjectNode output = dataset(table);
        Map<String, List<Origin>> columns = lineage.apply(table);
        if (!columns.isEmpty()) {
            ObjectNode facets = output.putObject("facets");
            ArrayNode fields = facet(facets, "schema", "1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet")
                    .putArray("fields");
            columns.keySet().forEach(column -> fields.addObject().put("name", column));
            ObjectNode traced = facet(
                            facets,
                            "columnLineage",
                            "1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet")
                    .putObject("fields");
            columns.forEach((column, origins) -> origins(traced.putObject(column), origins));
        }
        if (type.equals("COMPLETE") && step.outcome() instanceof Outcome.Succeeded succeeded) {
            facet(
                            output.putObject("outputFacets"),
                            "outputStatistics",
                            "1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet")
                    .put("rowCount", succeeded.counts().written());
        }
        outputs.add(output);
    }

    private void origins(ObjectNode column, List<Origin> origins) {
        ArrayNode inputs = column.putArray("inputFields");
        for (Origin origin : origins) {
            boolean direct =
                    List.of("IDENTITY", "TRANSFORMATION", "AGGREGATION").contains(origin.transformation());
            ObjectNode input = inputs.addObject();
            input.put("namespace", namespace).put("name", origin.table()).put("field", origin.column());
            input.putArray("transformations")
                    .addObject()
                    .put("type", direct ? "DIRECT" : "INDIRECT")
                    .put("subtype", origin.transformation())
                    .put("description", "")
                    .put("masking", false);
        }
    }

    private static ObjectNode facet(ObjectNode facets, String name, String schema) {
        return facets.putObject(name).put("_producer", PRODUCER).put("_schemaURL", FACETS + schema);
    }

    /** The specification asks for UUIDs; the same step of the same run has the same one. */
    private static String id(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /**
     * Sends events to an endpoint, one after the other.
     *
     * @return what went wrong first; nothing more is sent then
     */
    static Optional<String> send(URI endpoint, Optional<String> key, List<String> events) {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        for (String event : events) {
            HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(event));
            key.ifPresent(token -> request.header("Authorization", "Bearer " + token));
            try {
                HttpResponse<Void> answer = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() / 100 != 2) {
                    return Optional.of(endpoint + " answered " + answer.statusCode());
                }
            } catch (IOException e) {
                return Optional.of(
                        endpoint + " cannot be reached: " + e.getClass().getSimpleName());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted");
            }
        }
        return Optional.empty();
    }
}
